import { expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { createSkewCounter, type SkewValue } from './skew-counter.ts';

const REQUESTS = 100_000;
const RUNS = 3;

interface Column {
  readonly name: string;
  readonly sd: number;
  readonly skewed: boolean;
  readonly draw: (random: Random, i: number) => readonly [served: SkewValue, offline: SkewValue];
}

const noisy = (value: number, random: Random): number => value * (1 + 1e-6 * random.normal()) + 1e-6 * random.normal();
const wrong = (random: Random): boolean => random.next() < 0.001;

const COLUMNS: readonly Column[] = [
  { name: 'noise of 1e-6', sd: 1, skewed: false, draw: (random) => ((value: number) => [noisy(value, random), value] as const)(random.normal()) },
  { name: 'noise about a large mean', sd: 1, skewed: false, draw: (random) => ((value: number) => [noisy(value, random), value] as const)(1e6 + random.normal()) },
  { name: '32 bits, small unit', sd: 1e-6, skewed: false, draw: (random) => ((value: number) => [Math.fround(value), value] as const)(1e-6 * random.normal()) },
  { name: 'missing on both sides', sd: 1, skewed: false, draw: () => [Number.NaN, null] },
  {
    name: 'one in a thousand doubled',
    sd: 1,
    skewed: true,
    draw: (random) => ((value: number) => [wrong(random) ? 2 * value : noisy(value, random), value] as const)(random.normal()),
  },
  {
    name: 'one in a thousand off by a hundredth',
    sd: 1,
    skewed: true,
    draw: (random) => ((value: number) => [wrong(random) ? value + 0.01 : value, value] as const)(random.normal()),
  },
  { name: 'one in a thousand missing', sd: 1, skewed: true, draw: (random) => ((value: number) => [wrong(random) ? Number.NaN : value, value] as const)(random.normal()) },
  { name: 'one in a thousand of another name', sd: 0, skewed: true, draw: (random) => [wrong(random) ? 'ord' : 'ORD', 'ORD'] },
  {
    name: 'one in a thousand of a small unit',
    sd: 1e-6,
    skewed: true,
    draw: (random) => ((value: number) => [wrong(random) ? 1.5 * value : Math.fround(value), value] as const)(1e-6 * random.normal()),
  },
  { name: 'two rows that were corrected since', sd: 1, skewed: false, draw: (_, i) => [i < 2 ? 1 : 0, 0] },
];

const skewedNames = (judge: (column: Column, random: Random) => boolean, run: number): string[] =>
  COLUMNS.filter((column) => judge(column, seededRandom(`${run} ${column.name}`))).map((column) => column.name);

it('always finds what is wrong in one of a thousand requests, and never noise of 1e-6', () => {
  const expected = COLUMNS.filter((column) => column.skewed).map((column) => column.name);
  for (let run = 0; run < RUNS; run++) {
    const found = skewedNames((column, random) => {
      const counter = createSkewCounter({ column: column.name, group: 'feature', sd: column.sd });
      for (let i = 0; i < REQUESTS; i++) counter.add(String(i), ...column.draw(random, i));
      return counter.result().skewed;
    }, run);
    expect(found).toEqual(expected);
  }
});

it('is what neither exact comparison nor a fixed tolerance does', () => {
  const by = (same: (a: number, b: number) => boolean): string[] =>
    skewedNames((column, random) => {
      let differ = 0;
      for (let i = 0; i < 20_000; i++) {
        const [served, offline] = column.draw(random, i);
        if (typeof served === 'number' && typeof offline === 'number' && !same(served, offline)) differ++;
      }
      return differ > 4;
    }, 0);
  expect(by((a, b) => a === b)).toContain('noise of 1e-6');
  expect(by((a, b) => Math.abs(a - b) < 1e-5)).not.toContain('one in a thousand of a small unit');
});

it('tells how many, with what certainty, and which', () => {
  const counter = createSkewCounter({ column: 'hour', group: 'feature', sd: 6 });
  for (let i = 0; i < 1_000; i++) counter.add(`p${i}`, i % 100 === 7 ? 13 : 12, 12);
  expect(counter.result()).toMatchObject({
    compared: 1_000,
    mismatches: 10,
    rate: 0.01,
    skewed: true,
    largest: 1,
    examples: [{ predictionId: 'p7', served: 13, offline: 12 }, {}, {}, {}, {}],
  });
  expect(counter.result().interval[0]).toBeCloseTo(0.0048, 4);
});
