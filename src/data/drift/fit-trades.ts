import { choosingStride } from './choosing-rows.ts';
import type { Coding, FewCodes } from './codings.ts';
import { countCodes, tiesWith } from './column-ties.ts';
import { type Candidate, learnPartners, type Partner, type Target, MOST_TRIED } from './fit-expectations.ts';
import type { ColumnYardstick } from './pair-codes.ts';
import { levelOf, LEVELS } from './surprise.ts';

/**
 * Categories that may have traded their names, or two columns of the same two values that may have traded places; and what the rest of a row says of which is which. Naive Bayes, as expectations are:
 * but where those ask whether a value fits, this knows what it would have been before, for every way to trade.
 */
export interface Trades {
  /** Position of the column, or of both. */
  readonly columns: readonly number[];
  /** Codes that may be traded: of one column, or of two together (`first · 2 + second`). */
  readonly codes: number;
  /** What the codes of one column stand for. */
  readonly values: readonly string[];
  readonly shares: Float64Array;
  readonly partners: readonly Partner[];
  /** For each way to trade, the code that rows of each code had before. */
  readonly ways: readonly Uint8Array[];
  /** Rows of the reference on each level of surprise, each row judged by all others: at (before · codes + code) · LEVELS + level. */
  readonly levels: Float64Array;
}

/** Columns of more categories have too many ways to trade. */
const MOST = 5;
/** Pairs of columns that are looked at. */
const PAIRS = 12;

/** Finds what can trade, and what tells. */
export function fitTrades(columns: readonly ColumnYardstick[], codings: readonly Coding[], few: FewCodes): Trades[] {
  const rows = columns[0]?.rows ?? 0;
  const named = codings.flatMap((coding) => {
    const values = valuesOf(columns[coding.column]!, coding);
    return values === null ? [] : [{ coding, values, own: few.get(coding.column)! }];
  });
  const learn = (of: Omit<Trades, 'shares' | 'partners' | 'levels'>, own: Uint8Array): Trades | undefined => {
    const target: Target = { codes: of.codes + 1, own: own.map((code) => Math.min(code, of.codes)), few, rows };
    const others = codings.filter(({ column }) => !of.columns.includes(column));
    const partners = learnPartners(target, tiesWith(target, others, few, MOST_TRIED));
    // By itself alone a column shows it in its shares, which other tests tell.
    if (partners.length === 0 && of.columns.length === 1) return undefined;
    const shares = countCodes(target).map((count) => count / rows);
    const told = partners.map(({ column, factors }) => ({ column, factors }));
    return { ...of, shares, partners: told, levels: countReference(of.codes, target, partners) };
  };
  const single = named.flatMap(
    ({ coding, values, own }) => learn({ columns: [coding.column], codes: values.length, values: values.map(String), ways: waysToTrade(values.length) }, own) ?? [],
  );
  const double = named
    .flatMap((a, at) => named.slice(at + 1).flatMap((b) => (placesTraded(a.values, b.values) ? [{ a, b }] : [])))
    .slice(0, PAIRS)
    .flatMap(({ a, b }) => {
      const way = placesTraded(a.values, b.values)!;
      return learn({ columns: [a.coding.column, b.coding.column], codes: way.length, values: [], ways: [way] }, together(a.own, b.own)) ?? [];
    });
  return [...single, ...double];
}

/** What the codes of a column of few categories stand for; null of other columns. */
function valuesOf(column: ColumnYardstick, { codes, compact }: Coding): readonly (string | number)[] | null {
  if (codes - 2 < 2 || codes - 2 > MOST) return null;
  if (column.kind === 'string') {
    if (column.values.counts.size !== codes - 2) return null;
    const values: string[] = [];
    [...column.values.counts.keys()].forEach((text, position) => (values[compact[position]!] = text));
    return values;
  }
  const values = column.shown.filter((value, i) => value !== column.shown[i - 1]);
  return values.length === codes - 2 ? Array.from(values) : null;
}

/** Every order of so many codes but the one that is. */
function waysToTrade(codes: number): Uint8Array[] {
  const orders = (of: readonly number[]): number[][] =>
    of.length <= 1 ? [[...of]] : of.flatMap((first) => orders(of.filter((code) => code !== first)).map((rest) => [first, ...rest]));
  return orders(Array.from({ length: codes }, (_, code) => code))
    .slice(1)
    .map((order) => Uint8Array.from(order));
}

/** What two columns of the same two values had before they traded places; null of others. */
function placesTraded(a: readonly (string | number)[], b: readonly (string | number)[]): Uint8Array | null {
  if (a.length !== 2 || b.length !== 2 || !a.every((value) => b.includes(value))) return null;
  return Uint8Array.from({ length: 4 }, (_, code) => 2 * a.indexOf(b[code & 1]!) + b.indexOf(a[code >> 1]!));
}

/** Two columns in one; a row that has not both has the code beyond. */
export const together = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((code, row) => (code < 2 && b[row]! < 2 ? 2 * code + b[row]! : 4));

function countReference(codes: number, { own, few, rows }: Target, partners: readonly Candidate[]): Float64Array {
  const counts = countCodes({ own, codes: codes + 1 });
  const theirs = partners.map(({ column }) => few.get(column)!);
  const levels = new Float64Array(codes * codes * LEVELS);
  const chances = new Float64Array(codes);
  const stride = choosingStride(rows);
  for (let row = 0; row < rows; row++) {
    const mine = own[row]!;
    if (mine >= codes || row % stride === 0) continue;
    for (let code = 0; code < codes; code++) chances[code] = counts[code]! - Number(code === mine);
    partners.forEach(({ without, others }, i) => {
      const at = theirs[i]![row]! * (codes + 1);
      for (let code = 0; code < codes; code++) chances[code]! *= code === mine ? without[at + code]! : others[at + code]!;
    });
    for (let before = 0; before < codes; before++) levels[(before * codes + mine) * LEVELS + tradeLevel(chances, before, mine)]!++;
  }
  return levels;
}

/** The level of surprise of a row by how many times likelier it had another code. */
export const tradeLevel = (chances: Float64Array, before: number, mine: number): number =>
  before === mine ? SAME : chances[mine] === 0 ? LEVELS - 1 : levelOf(chances[before]! / chances[mine]!);

const SAME = levelOf(1);
