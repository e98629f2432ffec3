import { type DiscreteTest, fisherChance, leastOf } from '../../stats/index.ts';
import { ORDINARY } from './judge-point-mass.ts';
import { moreThanUsual } from './test-marked.ts';
import type { Trace } from './trace.ts';

/** Exact values of a batch beside those of the reference. */
export interface ExactValues<V> {
  /** The different values of the batch, how many of its rows hold each, and how many of the reference's. */
  readonly values: ArrayLike<V>;
  readonly hits: ArrayLike<number>;
  readonly usual: ArrayLike<number>;
  /** All rows of the batch that hold one. */
  readonly rows: number;
  /** How many rows of the reference hold a special value that the batch does not; undefined of one that it does. */
  readonly absent: (special: V) => number | undefined;
  readonly isSpecial: (value: V) => boolean;
  readonly rowsOf: (value: V) => number[];
}

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
  { values, hits: hitsOf, usual, rows, absent, isSpecial, rowsOf }: ExactValues<V>,
): Trace[] {
  const present = reference.rows - reference.missing;
  const none: Found = { at: -1, hits: 0, p: 1 };
  let [sentinel, constant] = [none, none];
  // Rows of both samples that hold a value, and how many values, or values that stand for nothing, hold so many.
  const totals = new Map(reference.multiplicities);
  const specials = new Map<number, number>();
  for (const value of reference.specials) {
    const usualHits = absent(value);
    if (usualHits !== undefined && usualHits <= ORDINARY * present) add(specials, usualHits, 1);
  }
  // Values that came once, and never before.
  let single = 0;
  for (let at = 0; at < values.length; at++) {
    const [hits, usualHits] = [hitsOf[at]!, usual[at]!];
    const special = isSpecial(values[at]!);
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
    const found: Found = { at, hits, p: moreThanUsual({ hits, rows, usualHits, usualRows: present }) };
    if (hits >= 2 && isWorse(found, constant)) constant = found;
    if (suspicious && isWorse(found, sentinel)) sentinel = found;
  }
  const differentBefore = [...reference.multiplicities.values()].reduce((sum, many) => sum + many, 0);
  const ofTwo = differentBefore === 2 && constant.at >= 0 && usual[constant.at]! > 0 && constant.hits < rows;
  add(totals, 1, single);
  const leastOfAll = (p: number, of: ReadonlyMap<number, number>, least: number): DiscreteTest =>
    leastOf(
      p,
      [...of].flatMap(([events, times]) => (events >= least && times > 0 ? [{ chance: fisherChance({ nA: rows, nB: present, events }, least), times }] : [])),
    );
  const tell = (kind: Trace['kind'], { at, hits }: Found, test: DiscreteTest): Trace => ({
    kind,
    column: reference.name,
    other: null,
    value: at < 0 ? null : String(values[at]),
    effect: hits / Math.max(1, rows),
    usual: at < 0 ? 0 : usual[at]! / Math.max(1, present),
    ...test,
    rows: () => (at < 0 ? [] : rowsOf(values[at]!)),
  });
  return [tell('sentinel', sentinel, leastOfAll(sentinel.p, specials, 1)), { ...tell('constant', constant, leastOfAll(constant.p, totals, 2)), ...(ofTwo && { ofTwo }) }];
}

/** The position of a value. */
interface Found {
  readonly at: number;
  readonly hits: number;
  readonly p: number;
}

const add = (to: Map<number, number>, key: number, times: number): void => void to.set(key, (to.get(key) ?? 0) + times);

const isWorse = (one: Found, other: Found): boolean => one.p < other.p || (one.p === other.p && one.hits > other.hits);
