import { describe, expect, it } from 'vitest';
import { createCounter, profileValues } from '../data/index.ts';
import { HOUR, seededRandom } from '../kernel/index.ts';
import { decodeHours, encodeHours } from './sealed-counts.ts';

const random = seededRandom('sealed counts');

describe('encodeHours', () => {
  const reference = {
    rows: 1000,
    columns: Array.from({ length: 50 }, (_, i) => profileValues({ name: `c${i}`, kind: 'number', values: Array.from({ length: 1000 }, () => random.normal()) })),
  };
  const counter = createCounter(reference);
  for (let row = 0; row < 1000; row++) counter.add(reference.columns.map((_, i) => (i === 7 ? -1 : random.normal())));
  const table = counter.counts();
  const none = { rows: 0, columns: [] };
  const hours = [0, 1].map((n) => ({
    release: `sha256:${'a'.repeat(64)}` as const,
    hour: n * HOUR,
    predictions: 1000,
    refused: n,
    flagged: 3,
    inputs: table,
    features: none,
    score: none,
    tested: { requests: [[3], []], answers: [[1, 0, 7]] },
    decided: [
      {
        decision: 'call',
        bins: [
          { bin: 130_900, rows: 900, into: 70_000 },
          { bin: 130_905, rows: 100, into: 0 },
        ],
      },
    ],
  }));

  it('keeps all of it, in less than 200 bytes a column and hour', () => {
    const bytes = encodeHours(hours);
    expect(decodeHours(bytes)).toEqual(hours);
    expect(bytes.length).toBeLessThan(2 * 50 * 200);
  });

  it('is refused when any byte was changed or is missing, so that counts are made again', () => {
    const bytes = encodeHours(hours);
    for (let i = 0; i < bytes.length; i += 97) {
      const changed = bytes.slice();
      changed[i]! ^= 1 + random.int(255);
      expect(() => decodeHours(changed)).toThrow(expect.objectContaining({ code: 'BYTES_MALFORMED' }));
      expect(() => decodeHours(bytes.subarray(0, i))).toThrow(expect.objectContaining({ code: 'BYTES_MALFORMED' }));
    }
  });
});
