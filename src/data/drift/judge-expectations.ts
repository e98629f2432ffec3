import { continuousChance } from '../../stats/index.ts';
import type { BatchColumn } from './batch.ts';
import type { FewCodes } from './codings.ts';
import { chancesByItself, type Expectation, LEAST_CHANCE, liftOf } from './fit-expectations.ts';
import { judgeRuns } from './judge-runs.ts';
import type { ColumnYardstick } from './pair-codes.ts';
import { rowsWhere, type Trace } from './trace.ts';
import { largestExcess, levelOf, LEVELS, moreSurprising } from './surprise.ts';
import type { Yardstick } from './yardstick.ts';

/** The part of the suspicious rows that one value holds where it was filled in. */
const FILLED = 0.5;

/**
 * Tests of each column beside the rest of its row: more values that the rest does not let expect (`association`), more of what a default would be
 * where it is not expected (`constant`), more that is missing where a value is expected (`missing`), and one value row after row where the rest changes (`stale`).
 */
export const judgeExpectations = (reference: Pick<Yardstick, 'columns' | 'expectations'>, few: FewCodes, columns: readonly BatchColumn[]): Trace[] =>
  reference.expectations.flatMap((expectation) => judgeExpectation(expectation, reference.columns[expectation.column]!, few, columns));

function judgeExpectation(expectation: Expectation, reference: ColumnYardstick, few: FewCodes, columns: readonly BatchColumn[]): Trace[] {
  const { column, partners, misfits, fills, gaps } = expectation;
  const { name, values } = columns[column]!;
  const own = few.get(column)!;
  const { misfitOf, fillOf, gapOf, lifts, expected } = surpriseOf(expectation, few);
  const isKnown = (row: number): boolean => misfitOf[row]! > 0;
  const misfitsHere = countLevels(misfitOf, isKnown);
  const known = misfitsHere.reduce((a, b) => a + b, 0);
  const { from, effect, usual } = largestExcess(misfitsHere, misfits);
  const about = { column: name, beside: partners.map((partner) => columns[partner.column]!.name), chance: continuousChance };
  const other = partners.length === 1 ? columns[partners[0]!.column]!.name : null;
  /** More of one code than the rest of its rows lets expect. */
  const judgeMore = (kind: 'constant' | 'missing', levels: Uint8Array, there: Float64Array): Trace => {
    const here = countLevels(levels, isKnown);
    const holding = known - here[0]!;
    const excess = largestExcess(here, there);
    const rows = (): number[] => rowsWhere(own.length, (row) => levels[row]! >= excess.from);
    /** Numbers share a code with their neighbours: where no value is most of what is suspicious, nothing was filled in. */
    const told = (): ReturnType<NonNullable<Trace['told']>> => {
      const { value, share } = commonestOf(rows().map((row) => String(values[row]!)));
      return share >= FILLED ? { value } : { kind: 'association', other, effect: excess.effect, usual: excess.usual };
    };
    return {
      ...about,
      kind,
      other: null,
      value: null,
      effect: holding / Math.max(1, known),
      usual: expected[kind] / Math.max(1, known),
      p: moreSurprising(here, there),
      ...(kind === 'constant' && { told }),
      rows,
    };
  };
  return [
    {
      ...about,
      kind: 'association',
      other,
      value: null,
      effect,
      usual,
      p: moreSurprising(misfitsHere, misfits),
      rows: () => rowsWhere(own.length, (row) => misfitOf[row]! >= from),
    },
    judgeMore('constant', fillOf, fills),
    judgeRuns(reference, columns[column]!, { lifts, columns: about.beside }),
    ...(gaps === null ? [] : [judgeMore('missing', gapOf, gaps)]),
  ];
}

/**
 * The levels of surprise row by row (0 of a value that the reference never had, which other tests tell), how many times likelier its value is than usual,
 * and how many rows should hold the default, or nothing.
 */
function surpriseOf({ column, counts, shares, partners, fill, doubts }: Expectation, few: FewCodes) {
  const own = few.get(column)!;
  const codes = counts.length;
  const other = chancesByItself(counts);
  const [theirs, factorsOf] = [partners.map((partner) => few.get(partner.column)!), partners.map(({ factors }) => factors)];
  const chances = new Float64Array(codes);
  const misfitOf = new Uint8Array(own.length);
  const [fillOf, gapOf] = [new Uint8Array(own.length), new Uint8Array(own.length)];
  const lifts = new Float64Array(own.length).fill(1);
  const missing = codes - 1;
  const expected = { constant: 0, missing: 0 };
  for (let row = 0; row < own.length; row++) {
    const mine = own[row]!;
    if (counts[mine] === 0) continue;
    // Two partners at a time, and the last with the sum: the time goes into reading and writing the chances.
    let before = shares;
    let i = 0;
    for (; i + 2 < factorsOf.length; i += 2, before = chances) {
      const [one, other] = [factorsOf[i]!, factorsOf[i + 1]!];
      const [at, otherAt] = [theirs[i]![row]! * codes, theirs[i + 1]![row]! * codes];
      for (let c = 0; c < codes; c++) chances[c] = before[c]! * one[at + c]! * other[otherAt + c]!;
    }
    for (; i < factorsOf.length - 1; i++, before = chances) {
      const [factors, at] = [factorsOf[i]!, theirs[i]![row]! * codes];
      for (let c = 0; c < codes; c++) chances[c] = before[c]! * factors[at + c]!;
    }
    const [last, at] = [factorsOf[i]!, theirs[i]![row]! * codes];
    let all = 0;
    for (let c = 0; c < codes; c++) all += chances[c] = before[c]! * last[at + c]!;
    const chance = Math.max(LEAST_CHANCE, chances[mine]! / all);
    lifts[row] = doubts[mine]! * liftOf(chance, shares[mine]!);
    misfitOf[row] = levelOf(other[mine]! / chance);
    if (mine === fill) fillOf[row] = levelOf(1 / chance);
    if (mine === missing) gapOf[row] = levelOf(1 / chance);
    expected.constant += chances[fill]! / all;
    expected.missing += chances[missing]! / all;
  }
  return { misfitOf, fillOf, gapOf, lifts, expected };
}

/** The commonest of some values, and its share of them. */
function commonestOf(values: readonly string[]): { readonly value: string | null; readonly share: number } {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [value, count] = [...counts].reduce<[string | null, number]>((most, one) => (one[1] > most[1] ? one : most), [null, 0]);
  return { value, share: count / Math.max(1, values.length) };
}

function countLevels(levels: Uint8Array, isKnown: (row: number) => boolean): Float64Array {
  const counts = new Float64Array(LEVELS);
  for (let row = 0; row < levels.length; row++) if (isKnown(row)) counts[levels[row]!]!++;
  return counts;
}
