import type { Batch, BatchColumn } from '../../src/data/index.ts';
import type { Random } from '../../src/kernel/index.ts';

/** A column of its own kind, made of standard normal numbers. */
interface Maker {
  readonly kind: BatchColumn['kind'];
  readonly make: (normal: number, random: Random) => number | string | null;
}

/** The normal distribution's rank of a number, nearly (a logistic curve): what counts is that it is the same for the batch and its reference. */
const rankOf = (normal: number): number => 1 / (1 + Math.exp(-1.702 * normal));

const words = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `w${i}`);
const [FEW, SOME, MANY] = [words(3), words(30), words(2000)];

const NUMBERS: readonly Maker[] = [
  { kind: 'number', make: (normal) => normal },
  { kind: 'integer', make: (normal) => Math.floor(-3 * Math.log(1 - rankOf(normal))) },
  { kind: 'number', make: (normal, random) => (random.next() < 0.03 ? NaN : Math.round(100 * Math.exp(2 + normal)) / 100) },
  { kind: 'boolean', make: (normal) => Number(normal > 1) },
  { kind: 'integer', make: (normal) => (normal < 1.2 ? 0 : Math.floor(Math.exp(2 * normal))) },
];
const TEXTS: readonly Maker[] = [
  { kind: 'string', make: (normal) => FEW[Math.floor(FEW.length * rankOf(normal))]! },
  { kind: 'string', make: (normal) => SOME[Math.floor(SOME.length * rankOf(normal) ** 2)]! },
  { kind: 'string', make: (normal, random) => (random.next() < 0.05 ? null : MANY[Math.floor(MANY.length * rankOf(normal) ** 3)]!) },
];

/** A table without end whose rows all follow one law. */
export interface EndlessTable {
  readonly name: string;
  readonly about: string;
  readonly draw: (random: Random, size: { readonly rows: number; readonly features: number }) => Batch;
}

/** Columns of the makers in turn; `common` is how much of each comes from one number of the row. */
const endless = (name: string, about: string, { makers, common }: { readonly makers: readonly Maker[]; readonly common: number }): EndlessTable => ({
  name,
  about,
  draw: (random, { rows, features }) => {
    const factor = Float64Array.from({ length: rows }, () => (common === 0 ? 0 : random.normal()));
    const own = Math.sqrt(1 - common ** 2);
    const columns = Array.from({ length: features }, (_, at): BatchColumn => {
      const { kind, make } = makers[at % makers.length]!;
      const value = (row: number): number | string | null => make(common * factor[row]! + own * random.normal(), random);
      if (kind === 'string') return { name: `c${at}`, kind, values: Array.from({ length: rows }, (_, row) => value(row) as string | null) };
      return { name: `c${at}`, kind, values: Float64Array.from({ length: rows }, (_, row) => value(row) as number) };
    });
    return { rows, columns };
  },
});

export const ENDLESS: readonly EndlessTable[] = [
  endless('numbers', 'a normal number, a count, cents with 3 % missing, a truth, a heavy tail that is mostly zero, in turn; unrelated', { makers: NUMBERS, common: 0 }),
  endless('texts', 'three, 30 and 2,000 categories in turn, the last with 5 % missing; unrelated', { makers: TEXTS, common: 0 }),
  endless('related', 'all of these in turn, each correlated with every other by about 0.64', { makers: [...NUMBERS, ...TEXTS], common: 0.8 }),
];
