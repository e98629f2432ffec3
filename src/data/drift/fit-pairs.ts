import { type ColumnYardstick, hasCodes, NO_CODE } from './pair-codes.ts';
import { ValueCounts } from './value-counts.ts';

/** Two columns that go together, and how often each combination of their codes occurs in the reference. */
export interface PairYardstick {
  /** Positions of the columns. */
  readonly a: number;
  readonly b: number;
  readonly cells: ValueCounts<number>;
  readonly countsA: ReadonlyMap<number, number>;
  readonly countsB: ReadonlyMap<number, number>;
  /** Rows of the reference by which the pair was not chosen and whose two values others have too; by how many of them the combination would be new without them, or unlikely. */
  readonly rows: number;
  readonly fresh: Odd;
  readonly unlikely: Odd;
}

/** Rows whose combination would be odd without them; and how many pairs of rows make one that is not, but would be without both. */
interface Odd {
  readonly rows: number;
  readonly pairs: number;
}

/** Combinations have one key. */
export const cellOf = (a: number, b: number): number => a * 2 ** 26 + b;

/** A combination is unlikely that occurs less than so many times as often as if the columns had nothing to do with each other. */
const UNLIKELY = 0.2;

/** Whether `count` rows of a combination are fewer than a fifth of those expected of two unrelated columns. */
export const isUnlikely = (pair: Pick<PairYardstick, 'cells' | 'countsA' | 'countsB'>, { a, b, count }: { a: number; b: number; count: number }): boolean =>
  count * pair.cells.total < UNLIKELY * (pair.countsA.get(a) ?? 0) * (pair.countsB.get(b) ?? 0);

/** Columns that are looked at for pairs, and pairs that each column is judged by. */
const COLUMNS = 40;
const PARTNERS = 2;
/** A pair is of use when shuffling one of its columns would make this share of rows new combinations, or unlikely ones. */
const TELLING = 0.2;

/** Every fourth row chooses pairs. */
const STRIDE = 4;

/**
 * Chooses, for each column, the two others with which a wrong value would show best, and counts the combinations. Chosen by some rows, counted by the others: a pair that is chosen for having few odd
 * combinations has fewer than it should.
 */
export function fitPairs(columns: readonly ColumnYardstick[], codes: readonly (Int32Array | null)[]): PairYardstick[] {
  const usable = columns.flatMap((column, i) => (hasCodes(column) && codes[i] ? [i] : [])).slice(0, COLUMNS);
  const some = new Map(usable.map((column) => [column, codes[column]!.filter((_, row) => row % STRIDE === 0)]));
  const scored: { pair: Pair; score: number }[] = [];
  for (const [at, a] of usable.entries()) {
    for (const b of usable.slice(at + 1)) {
      const pair = countPair({ a, b }, some.get(a)!, some.get(b)!);
      const { rows, fresh, unlikely } = countOdd(pair, some.get(a)!, some.get(b)!, () => true);
      const score = Math.max(power(shuffledShare(pair, 'new'), fresh.rows / rows), power(shuffledShare(pair, 'unlikely'), unlikely.rows / rows));
      if (score > 0) scored.push({ pair, score });
    }
  }
  scored.sort((x, y) => y.score - x.score);
  const partners = new Map<number, number>();
  const taken = (column: number): number => partners.get(column) ?? 0;
  return scored.flatMap(({ pair: { a, b } }) => {
    if (taken(a) >= PARTNERS && taken(b) >= PARTNERS) return [];
    for (const column of [a, b]) partners.set(column, taken(column) + 1);
    const pair = countPair({ a, b }, codes[a]!, codes[b]!);
    return [{ ...pair, ...countOdd(pair, codes[a]!, codes[b]!, (row) => row % STRIDE !== 0) }];
  });
}

/** How well a property tells wrong rows: those it marks among wrong ones, against the noise of those it marks by nature. */
const power = (wrong: number, natural: number): number => (wrong < TELLING ? 0 : wrong / Math.sqrt(natural + 0.001));

type Pair = Omit<PairYardstick, 'rows' | 'fresh' | 'unlikely'>;

function countPair(columns: { a: number; b: number }, codesA: Int32Array, codesB: Int32Array): Pair {
  const cells = new ValueCounts<number>();
  const countsA = new Map<number, number>();
  const countsB = new Map<number, number>();
  for (let row = 0; row < codesA.length; row++) {
    const [a, b] = [codesA[row]!, codesB[row]!];
    if (a === NO_CODE || b === NO_CODE) continue;
    cells.add(cellOf(a, b));
    countsA.set(a, (countsA.get(a) ?? 0) + 1);
    countsB.set(b, (countsB.get(b) ?? 0) + 1);
  }
  return { ...columns, cells, countsA, countsB };
}

/** Rows whose combination would be odd without them. What no other row has is new beside any value, which other tests tell. */
function countOdd(pair: Pair, codesA: Int32Array, codesB: Int32Array, isCounted: (row: number) => boolean): Pick<PairYardstick, 'rows' | 'fresh' | 'unlikely'> {
  let rows = 0;
  const [fresh, unlikely] = [
    { rows: 0, pairs: 0 },
    { rows: 0, pairs: 0 },
  ];
  const add = (to: { rows: number; pairs: number }, others: number, isOdd: (count: number) => boolean): void => {
    if (isOdd(others)) to.rows++;
    else if (isOdd(others - 1)) to.pairs += others / 2;
  };
  for (let row = 0; row < codesA.length; row++) {
    const [a, b] = [codesA[row]!, codesB[row]!];
    if (a === NO_CODE || b === NO_CODE || !isCounted(row) || pair.countsA.get(a) === 1 || pair.countsB.get(b) === 1) continue;
    const others = pair.cells.of(cellOf(a, b)) - 1;
    rows++;
    add(fresh, others, (count) => count === 0);
    add(unlikely, others, (count) => isUnlikely(pair, { a, b, count }));
  }
  return { rows, fresh, unlikely };
}

/** Share of rows whose combination would be new (or unlikely) if one of the columns were shuffled. */
function shuffledShare(pair: Pair, what: 'new' | 'unlikely'): number {
  const total = pair.cells.total;
  if (total === 0) return 0;
  let kept = 0;
  for (const [cell, count] of pair.cells.counts) {
    const [a, b] = [Math.floor(cell / 2 ** 26), cell % 2 ** 26];
    if (what === 'new' || !isUnlikely(pair, { a, b, count })) kept += (pair.countsA.get(a)! / total) * (pair.countsB.get(b)! / total);
  }
  return 1 - kept;
}
