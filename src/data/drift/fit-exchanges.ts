import { binOf } from '../profile/bin-edges.ts';
import type { Coding, FewCodes } from './codings.ts';
import type { TextYardstick } from './fit-texts.ts';
import { type ColumnYardstick, NO_CODE } from './pair-codes.ts';
import { NOWHERE, type PlacedColumns } from './place-numbers.ts';
import { levelOfPower, LEVELS } from './surprise.ts';

/** Two columns that share their texts, such as from and to, and what tells the text of one from the same text in the other. */
export interface Exchange {
  readonly a: Side;
  readonly b: Side;
  /** The columns that tell them apart. */
  readonly partners: readonly ExchangePartner[];
  /** The power of two by which a row is likelier exchanged, for each unit of what its partners say. */
  readonly slope: number;
  /** Rows of the reference on each level of surprise, each row judged by all others. */
  readonly levels: Float64Array;
}

interface Side {
  /** Position of the column. */
  readonly column: number;
  /** The position of each of its texts among those of the other column; `NO_CODE` of what the other does not have. */
  readonly inOther: Int32Array;
}

/** How likely each text of `a`, and of `b`, comes with each code of a partner, as logarithms, at text · codes + code. */
export interface ExchangePartner {
  readonly column: number;
  /** Of numbers, the edges of narrow bins; null of texts, which have their few codes. */
  readonly edges: readonly number[] | null;
  readonly codes: number;
  readonly ofA: Float32Array;
  readonly ofB: Float32Array;
}

/** The rows of a batch: as `codeColumn` and `compactCodes` give them, and as numbers. */
export interface Coded {
  readonly codes: readonly (Int32Array | null)[];
  readonly few: FewCodes;
  readonly placed: PlacedColumns;
}

/** Columns that are looked at, pairs of them that share most texts, and exchanges that each is judged by. */
const COLUMNS = 40;
const PAIRS = 10;
const EXCHANGES = 2;
/** Partners of one, the most telling. */
const PARTNERS = 4;
/** Rows by which partners are chosen. */
const SAMPLE = 4000;
/** Two columns share their texts when this part of the rows of either has one that the other has too. */
const SHARED = 0.5;
/** Columns of more texts are not looked at: what each of them goes with is kept. */
const MOST = 1000;
/** Narrow bins of numbers; so many to either side count as near, the less the farther. */
const BINS = 96;
const NEAR = 2;
/** Rows that are added to those of each text as if its partners were as usual. */
const PRIOR = 20;
/** A partner says more than chance when its mean is so many standard errors below 0. */
const ERRORS = 5;
/** An exchange is of use when the mean of all that is said is so many deviations below 0: half of 1,000 rows would show. */
const TELLING = 0.1;

/** Finds columns that share their texts and are told apart by the rest of their rows. */
export function fitExchanges(columns: readonly ColumnYardstick[], codings: readonly Coding[], coded: Coded): Exchange[] {
  const texts = codings.flatMap(({ column }) => {
    const of = columns[column]!;
    return of.kind === 'string' && of.values.counts.size <= MOST ? [{ column, of }] : [];
  });
  const found = texts
    .slice(0, COLUMNS)
    .flatMap((a, at, all) => all.slice(at + 1).flatMap((b) => sidesOf(a, b) ?? []))
    .sort((x, y) => y.shared - x.shared)
    .slice(0, PAIRS)
    .flatMap((sides) => fitExchange(sides, { columns, codings, coded }) ?? []);
  const taken = new Map<number, number>();
  return found
    .toSorted((x, y) => y.strength - x.strength)
    .flatMap(({ exchange }) => {
      const both = [exchange.a.column, exchange.b.column];
      if (both.some((column) => (taken.get(column) ?? 0) >= EXCHANGES)) return [];
      for (const column of both) taken.set(column, (taken.get(column) ?? 0) + 1);
      return [exchange];
    });
}

interface TextColumn {
  readonly column: number;
  readonly of: TextYardstick;
}

interface Reference {
  readonly columns: readonly ColumnYardstick[];
  readonly codings: readonly Coding[];
  readonly coded: Coded;
}

type Sides = Pick<Exchange, 'a' | 'b'>;

/** Two columns as the sides of an exchange, and how many texts they share; undefined where those are too few. */
function sidesOf(a: TextColumn, b: TextColumn): (Sides & { readonly shared: number }) | undefined {
  const [inB, inA] = [positionsIn(a.of, b.of), positionsIn(b.of, a.of)];
  if (sharedBy(a.of, inB) < SHARED || sharedBy(b.of, inA) < SHARED) return undefined;
  return { a: { column: a.column, inOther: inB }, b: { column: b.column, inOther: inA }, shared: inB.filter((at) => at !== NO_CODE).length };
}

function fitExchange({ a, b }: Sides, { columns, codings, coded }: Reference): { exchange: Exchange; strength: number } | undefined {
  const rows = coded.codes[a.column]!.length;
  const stride = Math.ceil(rows / SAMPLE);
  const learned = codings
    .filter(({ column }) => column !== a.column && column !== b.column)
    .flatMap((coding) => {
      const partner = learnPartner({ a, b }, { coding, edges: narrowEdges(columns[coding.column]!) }, coded);
      const said = describe(sayOf({ a, b }, [partner], { coded, stride }));
      const strength = -said.mean / said.deviation;
      return strength > ERRORS / Math.sqrt(said.rows) ? [{ partner, strength }] : [];
    })
    .sort((x, y) => y.strength - x.strength)
    .slice(0, PARTNERS)
    .map(({ partner }) => partner);
  if (learned.length === 0) return undefined;
  const said = sayOf({ a, b }, learned, { coded });
  const { mean, deviation } = describe(said);
  if (!(mean < -TELLING * deviation)) return undefined;
  // What is said of an exchanged row is the opposite. Of two normal laws of means m and -m and variance v, the ratio at x is exp(-2 m x / v).
  const slope = ((-2 * mean) / deviation ** 2) * Math.LOG2E;
  const partners = learned.map(({ byOthers: _, ...partner }) => partner);
  return { exchange: { a, b, partners, slope, levels: countExchanges(said, slope) }, strength: -mean / deviation };
}

function positionsIn({ values }: TextYardstick, other: TextYardstick): Int32Array {
  const positions = new Map([...other.values.counts.keys()].map((text, i) => [text, i]));
  return Int32Array.from(values.counts.keys(), (text) => positions.get(text) ?? NO_CODE);
}

/** The part of a column's rows whose text the other column has too. */
function sharedBy({ values }: TextYardstick, inOther: Int32Array): number {
  const shared = [...values.counts.values()].reduce((sum, count, i) => (inOther[i] === NO_CODE ? sum : sum + count), 0);
  return shared / Math.max(1, values.total);
}

/** The edges of bins at the quantiles of a column of numbers. */
function narrowEdges(column: ColumnYardstick): number[] | null {
  if (column.kind === 'string') return null;
  const { shown } = column;
  const quantiles = Array.from({ length: BINS - 1 }, (_, i) => shown[Math.floor(((i + 1) * shown.length) / BINS)]!);
  return [...new Set(quantiles)].filter((edge) => edge > shown[0]!);
}

/** A partner's rows in its codes; missing numbers have the last. */
function codePartner({ column, edges }: Pick<ExchangePartner, 'column' | 'edges'>, { few, placed }: Coded): ArrayLike<number> {
  if (edges === null) return few.get(column)!;
  const { shown, at } = placed[column]!;
  const bins = Int32Array.from(shown.values, (value) => binOf(edges, value));
  return at.map((position) => (position === NOWHERE ? edges.length + 1 : bins[position]!));
}

interface Learning {
  readonly coding: Coding;
  readonly edges: readonly number[] | null;
}

/** The logarithm of how likely a partner makes both texts of a row of the reference, by all other rows. */
interface Lesson {
  readonly byOthers: (textA: number, textB: number, row: number) => number;
}

function learnPartner(sides: Sides, { coding, edges }: Learning, coded: Coded): ExchangePartner & Lesson {
  const { column } = coding;
  const codes = edges === null ? coding.codes : edges.length + 2;
  const theirs = codePartner({ column, edges }, coded);
  const shares = new Float64Array(codes);
  for (let row = 0; row < theirs.length; row++) shares[theirs[row]!]! += 1 / theirs.length;
  const near = edges === null ? 0 : NEAR;
  const [a, b] = [sides.a, sides.b].map((side) => {
    const texts = side.inOther.length;
    const [table, totals] = [new Float64Array(texts * codes), new Float64Array(texts)];
    coded.codes[side.column]!.forEach((text, row) => {
      if (text === NO_CODE) return;
      table[text * codes + theirs[row]!]!++;
      totals[text]!++;
    });
    return { table: smooth(table, shares, near), totals };
  }) as [Counted, Counted];
  // What a row adds to its own cell.
  const alone = smooth(
    Float64Array.from({ length: codes * codes }, (_, i) => Number(i % codes === Math.floor(i / codes))),
    shares,
    near,
  );
  const chance = ({ table, totals }: Counted, text: number, code: number, less: 0 | 1): number =>
    Math.log((table[text * codes + code]! - less * alone[code * codes + code]! + PRIOR * shares[code]!) / (totals[text]! - less + PRIOR));
  // A code that the reference does not have says nothing.
  const all = (counted: Counted): Float32Array => Float32Array.from(counted.table, (_, i) => (shares[i % codes] === 0 ? 0 : chance(counted, Math.floor(i / codes), i % codes, 0)));
  return {
    column,
    edges,
    codes,
    ofA: all(a),
    ofB: all(b),
    byOthers: (textA, textB, row) => chance(a, textA, theirs[row]!, 1) + chance(b, textB, theirs[row]!, 1),
  };
}

interface Counted {
  readonly table: Float64Array;
  readonly totals: Float64Array;
}

/** Lets cells count for those near them, as parts of their columns' shares; but for the last, of what is missing. */
function smooth(table: Float64Array, shares: Float64Array, near: number): Float64Array {
  if (near === 0) return table;
  const smoothed = table.slice();
  const [codes, last] = [shares.length, shares.length - 2];
  for (let from = 0; from < table.length; from += codes) {
    for (let code = 0; code <= last; code++) {
      let [sum, weights] = [0, 0];
      for (let other = Math.max(0, code - near); other <= Math.min(last, code + near); other++) {
        if (shares[other] === 0) continue;
        const weight = near + 1 - Math.abs(other - code);
        sum += (weight * table[from + other]!) / shares[other]!;
        weights += weight;
      }
      if (weights > 0) smoothed[from + code] = (sum / weights) * shares[code]!;
    }
  }
  return smoothed;
}

/**
 * What partners say of each row's being exchanged: the logarithm of how many times likelier they make the text of `b` in `a`, and that of `a` in `b`, than both where they are; 0 where both are the same,
 * NaN where one is missing, new, or unknown to the other column, and of rows between every `stride`th.
 */
export function sayOf(
  { a, b }: Sides,
  partners: readonly (ExchangePartner & Partial<Lesson>)[],
  { coded, stride = 1 }: { readonly coded: Coded; readonly stride?: number },
): Float64Array {
  const [ofA, ofB] = [coded.codes[a.column]!, coded.codes[b.column]!];
  const theirs = partners.map((partner) => codePartner(partner, coded));
  return Float64Array.from(ofA, (textA, row) => {
    const textB = ofB[row]!;
    if (row % stride > 0 || textA === NO_CODE || textB === NO_CODE) return NaN;
    const [otherA, otherB] = [b.inOther[textB]!, a.inOther[textA]!];
    if (otherA === NO_CODE || otherB === NO_CODE) return NaN;
    if (otherA === textA) return 0;
    let said = 0;
    for (let i = 0; i < partners.length; i++) {
      const { codes, ofA: sayA, ofB: sayB, byOthers } = partners[i]!;
      const code = theirs[i]![row]!;
      const asIs = byOthers?.(textA, textB, row) ?? sayA[textA * codes + code]! + sayB[textB * codes + code]!;
      said += sayA[otherA * codes + code]! + sayB[otherB * codes + code]! - asIs;
    }
    return said;
  });
}

function describe(said: Float64Array): { readonly mean: number; readonly deviation: number; readonly rows: number } {
  let [rows, sum, squares] = [0, 0, 0];
  for (const value of said) {
    if (Number.isNaN(value)) continue;
    rows++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / Math.max(1, rows);
  return { mean, deviation: Math.sqrt(Math.max(0, squares / Math.max(1, rows) - mean * mean)), rows };
}

/** The level of surprise of a row, by what its partners say. */
export const exchangeLevel = (said: number, slope: number): number => levelOfPower(slope * said);

/** Rows on each level of surprise; those of which nothing can be said are on none. */
export function countExchanges(said: Float64Array, slope: number): Float64Array {
  const counts = new Float64Array(LEVELS);
  for (const value of said) if (!Number.isNaN(value)) counts[exchangeLevel(value, slope)]!++;
  return counts;
}
