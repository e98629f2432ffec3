import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeLz4 } from './decode-lz4.ts';

// `base64.b64encode(pyarrow.compress(data, codec='lz4', asbytes=True))` of pyarrow 25.0.1, for the bytes below: short and long matches, runs, literals.
const FRAME = Buffer.from(
  'BCJNGGBAgiQBAADwAHJvdyAwIG9mIG1hbnk7IA8AGjEPABoyDwAaMw8AGjQPABo1DwAaNg8AGjcPABo4DwAaOQ8AHDGXAAuYABsxmQAbMZoAGzGbABsxnAAbMZ0AGzGeABsxnwAbMaAAGzKgABsyoAAbMqAAGzKgABsyoAAbMqAAGzKgABsyoAAbMqAAGzKgABszoAAbM6AAGzOgABszoAAbM6AAGzOgABszoAAbM6AAGzOgABszoAALnwALngAMnQAKHAILmwALmgALmQALmAALlwALlgAPdgL///////////////////9cHwABAP///9jwLN13zN6qM3d4M6veznjfAeB5z+CuNnt7OK/j0n7kB+WA1ee0PoKDP7jr24buEO+J4PG/SI6OS8P455P6AAAAAA==',
  'base64',
);
const TEXT = Buffer.concat([
  Buffer.from(Array.from({ length: 300 }, (_, i) => `row ${i % 40} of many; `).join('')),
  Buffer.alloc(1000),
  Buffer.from(Array.from({ length: 60 }, (_, i) => ((i * i * 7919) >> 3) & 255)),
]);

it('gives the bytes that LZ4 has compressed', () => {
  expect(Buffer.compare(decodeLz4(FRAME), TEXT)).toBe(0);
});

it('throws a RangeError for broken bytes, or gives something, but never runs on', () => {
  fc.assert(
    fc.property(fc.nat(FRAME.length - 1), fc.nat(255), fc.nat(FRAME.length), (at, byte, length) => {
      const broken = Buffer.from(FRAME);
      broken[at] = byte;
      for (const bytes of [broken, FRAME.subarray(0, length)]) {
        try {
          decodeLz4(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }),
    { seed: 4 },
  );
});
