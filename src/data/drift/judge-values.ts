import { type DiscreteTest, fisherChance, leastOf } from '../../stats/index.ts';
import { moreThanUsual, type Trace } from './mark.ts';
import type { ValueCounts } from './value-counts.ts';

/** Exact values of a batch beside those of the reference. */
export interface ExactValues<V> {
  readonly counts: ValueCounts<V>;
  /** Rows of the reference that hold a value. */
  readonly usual: (value: V) => number;
  readonly isSpecial: (value: V) => boolean;
  readonly rowsOf: (value: V) => number[];
}

/** A value that holds more of the reference than this is an ordinary value, whatever it looks like. */
const ORDINARY = 0.01;

/**
 * Two tests of single exact values, each of the worst among all that the batch holds: one that stands for "nothing" and is rare in the reference
 * (`sentinel`), and any that holds more rows than usual (`constant`: a default, an imputation, a placeholder).
 */
export function judgeValues<V extends number | string>(
  reference: {
    readonly name: string;
    readonly rows: number;
    readonly missing: number;
    readonly multiplicities: ReadonlyMap<number, number>;
    readonly specials: readonly V[];
  },
  { counts, usual, isSpecial, rowsOf }: ExactValues<V>,
): Trace[] {
  const rows = counts.total;
  const present = reference.rows - reference.missing;
  const blank = (kind: Trace['kind']): Found => ({ kind, column: reference.name, other: null, value: null, effect: 0, usual: 0, p: 1, rows: () => [] });
  const judge = (value: V, hits: number, usualHits: number, kind: Trace['kind']): Found => ({
    ...blank(kind),
    value: String(value),
    effect: hits / Math.max(1, rows),
    usual: usualHits / Math.max(1, present),
    p: moreThanUsual({ hits, rows, usualHits, usualRows: present }),
    rows: () => rowsOf(value),
  });
  let sentinel = blank('sentinel');
  let constant = blank('constant');
  // Rows of both samples that hold a value, and how many values, or values that stand for nothing, hold so many.
  const totals = new Map(reference.multiplicities);
  const specials = new Map<number, number>();
  for (const value of reference.specials) if (counts.of(value) === 0 && usual(value) <= ORDINARY * present) add(specials, usual(value), 1);
  // Values that came once, and never before.
  let single = 0;
  for (const [value, hits] of counts.counts) {
    const special = isSpecial(value);
    const usualHits = usual(value);
    if (usualHits === 0 && hits === 1 && !special) {
      single++;
      continue;
    }
    if (usualHits > 0) add(totals, usualHits, -1);
    add(totals, usualHits + hits, 1);
    const suspicious = special && usualHits <= ORDINARY * present;
    if (suspicious) add(specials, usualHits + hits, 1);
    // Once is no heap.
    if ((hits < 2 && !special) || hits / rows <= usualHits / present) continue;
    const found = judge(value, hits, usualHits, 'constant');
    if (hits >= 2 && isWorse(found, constant)) constant = found;
    if (suspicious && isWorse(found, sentinel)) sentinel = { ...found, kind: 'sentinel' };
  }
  add(totals, 1, single);
  const leastOfAll = (p: number, of: ReadonlyMap<number, number>, least: number): DiscreteTest =>
    leastOf(
      p,
      [...of].flatMap(([events, times]) => (events >= least && times > 0 ? [{ chance: fisherChance({ nA: rows, nB: present, events }, least), times }] : [])),
    );
  return [
    { ...sentinel, ...leastOfAll(sentinel.p, specials, 1) },
    { ...constant, ...leastOfAll(constant.p, totals, 2) },
  ];
}

type Found = Omit<Trace, 'chance'>;

const add = (to: Map<number, number>, key: number, times: number): void => void to.set(key, (to.get(key) ?? 0) + times);

const isWorse = (one: Found, other: Found): boolean => one.p < other.p || (one.p === other.p && one.effect > other.effect);
