import { expect, it } from 'vitest';
import { digestOfBytes, HOUR, seededRandom } from '../../kernel/index.ts';
import type { Batch } from './batch.ts';
import { traceBatch } from './judge-batch.ts';
import { BATTERY, fitYardstick } from './yardstick.ts';
import { decodeYardstick, encodeYardstick } from './yardstick-bytes.ts';

/** Every kind of column, some missing, pairs that go together, one that two others determine, two that share their texts, instants in order. */
function draw(seed: string, rows: number): Batch {
  const random = seededRandom(seed);
  const size = Float64Array.from({ length: rows }, () => (random.next() < 0.1 ? NaN : random.int(500) / 8));
  const weight = size.map((value) => value * 2 + random.int(20));
  const colours = Array.from({ length: rows }, (_, i) => (random.next() < 0.05 ? null : ['red', 'green', 'blue', 'grey'][Math.min(3, Math.floor((size[i]! || 0) / 16))]!));
  const count = Float64Array.from({ length: rows }, () => random.int(20));
  const place = Float64Array.from({ length: rows }, () => random.int(20));
  const [near, far] = ['near', 'far'].map((name) => Array.from({ length: rows }, () => `${name} ${random.int(4)}`)) as [string[], string[]];
  const isOutward = Array.from({ length: rows }, (_, i) => i % 24 < 12 === random.next() < 0.8);
  return {
    rows,
    columns: [
      { name: 'at', kind: 'timestamp', values: Float64Array.from({ length: rows }, (_, i) => i * HOUR) },
      { name: 'paid', kind: 'timestamp', values: Float64Array.from({ length: rows }, (_, i) => (i + random.int(50)) * HOUR) },
      { name: 'size', kind: 'number', values: size },
      { name: 'weight', kind: 'number', values: weight },
      { name: 'count', kind: 'integer', values: count },
      { name: 'place', kind: 'integer', values: place },
      { name: 'fee', kind: 'integer', values: count.map((value, i) => (value * 7 + place[i]! * 11) % 20) },
      { name: 'late', kind: 'boolean', values: Float64Array.from({ length: rows }, () => random.int(2)) },
      { name: 'colour', kind: 'string', values: colours },
      { name: 'from', kind: 'string', values: near.map((place, i) => (isOutward[i] ? place : far[i]!)) },
      { name: 'to', kind: 'string', values: far.map((place, i) => (isOutward[i] ? place : near[i]!)) },
      { name: 'code', kind: 'string', values: Array.from({ length: rows }, () => `X-${random.int(9000)}`) },
    ],
  };
}

const learned = fitYardstick(draw('reference', 2000));

it('gives back a yardstick that judges as the one that was stored', () => {
  const told = (yardstick: typeof learned) =>
    ['batch', 'another'].flatMap((seed) =>
      traceBatch(yardstick, draw(seed, 400)).map(({ chance, rows, among, move, told: tell, ...trace }) => ({
        ...trace,
        chances: [0.001, 0.05].map(chance),
        at: rows(),
        with: among?.(),
        moved: move?.(),
        as: tell?.(),
      })),
    );
  const traces = told(learned);
  expect(new Set(traces.map(({ kind }) => kind)).size).toBeGreaterThan(10);
  const read = decodeYardstick(encodeYardstick(learned));
  expect(told(read)).toEqual(traces);
  // Of the same classes too.
  expect(read).toStrictEqual(learned);
  expect(Object.entries(learned).filter(([, of]) => Array.isArray(of) && of.length === 0)).toEqual([]);
});

it('refuses bytes that are none', () => {
  const bytes = encodeYardstick(learned);
  for (const broken of [bytes.subarray(0, bytes.length / 2), Buffer.from('a profile'), new Uint8Array()]) expect(() => decodeYardstick(broken)).toThrow(Error);
});

it('names what the battery learns: when this digest changes, raise BATTERY', () => {
  // Without what an engine writes of itself before the value.
  const digest = digestOfBytes(
    JSON.stringify(learned, (_, value: unknown) => (value instanceof Map ? [...value] : ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value)),
  );
  expect([BATTERY, digest]).toMatchInlineSnapshot(`
    [
      13,
      "sha256:2f4aa7b4ce0ae8eee4d03cce89f79d9a7c8b1717e5d25444ae8f9629e0e77b50",
    ]
  `);
});
