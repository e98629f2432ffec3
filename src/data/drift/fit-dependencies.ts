import type { Batch } from './batch.ts';
import { countBelow } from './fit-numbers.ts';
import { codeColumn, type ColumnYardstick, hasCodes, NO_CODE } from './pair-codes.ts';

/** A column whose value one or two others determine, or nearly: a distance by its two airports, an airport by the other one and the distance. */
export interface Dependency {
  /** Position of the column, and of the one or two that determine it. */
  readonly column: number;
  readonly keys: readonly number[];
  /** How the columns are coded: those of the key, then the column. */
  readonly codings: readonly ExactCoding[];
  /** The places (`placeOf`) of the reference's keys, and of keys together with their values; ascending. */
  readonly seen: Float64Array;
  readonly cells: Float64Array;
  /** Rows of the reference by which the dependency was not chosen; and those of them that contradict it: their key has other rows, none with their value; or one with it. */
  readonly rows: number;
  readonly contradictions: number;
  readonly doubles: number;
}

/** Exact values of a column as small whole numbers. */
export interface ExactCoding {
  readonly column: number;
  readonly size: number;
  /** Each number that the reference has, ascending; null of texts. */
  readonly values: Float64Array | null;
}

/** Codes the rows of a batch: a number by its place among those of the reference, a text as pairs do; none where missing or new. */
export function codeExactly({ column, values }: ExactCoding, columns: readonly ColumnYardstick[], batch: Batch): Int32Array {
  if (values === null) return codeColumn(columns[column]!, batch.columns[column]!);
  return Int32Array.from(batch.columns[column]!.values as Float64Array, (value) => {
    const at = countBelow(values, value, 'less');
    return values[at] === value ? at : NO_CODE;
  });
}

/** Columns that are looked at, rows by which keys are chosen, and single keys that are tried together with another. */
const COLUMNS = 40;
const SAMPLE = 4000;
const SEEDS = 3;
/** Of numbers, only those that repeat can determine or be determined. */
const REPEATING = 0.2;
/**
 * A key is of use when shuffling the column would make this share of rows contradict it, and when a thousand rows of which two hundredths are wrong have so many standard errors more that do
 * than by nature. It must tell so many times better than the best other column alone, which pairs tell.
 */
const TELLING = 0.2;
const ERRORS = 4;
const [BATCH, WRONG] = [1000, 0.02];
const BETTER = 1.5;

/** Finds, for each column, the one or two others that determine it best. Chosen by some rows, counted by the others: a key that is chosen for having few contradictions has fewer than it should. */
export function fitDependencies(columns: readonly ColumnYardstick[], batch: Batch, codes: readonly (Int32Array | null)[]): Dependency[] {
  const codings = columns.flatMap((column, i) => codingOf(column, i) ?? []).slice(0, COLUMNS);
  const whole = codings.map((coding) => (coding.values === null ? codes[coding.column]! : codeExactly(coding, columns, batch)));
  const stride = Math.max(2, Math.ceil(batch.rows / SAMPLE));
  const sample = whole.map((own) => own.filter((_, row) => row % stride === 0));
  return codings.flatMap((target, at) => {
    const own = { codes: sample[at]!, size: target.size };
    const others = codings.flatMap((_, i) => (i === at ? [] : [i]));
    const single = others.map((i): Candidate => ({ keys: [i], score: powerOf({ codes: sample[i]!, size: codings[i]!.size }, own) })).sort((a, b) => b.score - a.score);
    const double = single.slice(0, SEEDS).flatMap(({ keys: [i] }, rank) =>
      single.slice(rank + 1).map(({ keys: [j] }): Candidate => {
        const key = combine({ codes: sample[i!]!, size: codings[i!]!.size }, { codes: sample[j!]!, size: codings[j!]!.size });
        return { keys: [i!, j!], score: powerOf(key, own) };
      }),
    );
    const best = double.reduce<Candidate | null>((a, b) => (a === null || b.score > a.score ? b : a), null);
    if (best === null || best.score < ERRORS || best.score <= BETTER * (single[0]?.score ?? 0)) return [];
    return [
      countDependency(
        [...best.keys, at].map((i) => ({ coding: codings[i]!, codes: whole[i]! })),
        stride,
      ),
    ];
  });
}

interface Candidate {
  readonly keys: readonly number[];
  readonly score: number;
}

/** Rows in small whole numbers below `size`. */
interface Coded {
  readonly codes: Int32Array;
  readonly size: number;
}

function codingOf(column: ColumnYardstick, at: number): ExactCoding | undefined {
  if (column.kind === 'string') return hasCodes(column) ? { column: at, size: column.values.counts.size, values: null } : undefined;
  const values = column.sorted.filter((value, i) => value !== column.sorted[i - 1]);
  return values.length > 1 && values.length <= REPEATING * column.rows ? { column: at, size: values.length, values } : undefined;
}

/** Two columns as one: each combination that occurs has a code. */
function combine(a: Coded, b: Coded): Coded {
  const bits = Math.ceil(Math.log2(2 * a.codes.length + 2));
  const [mask, shift] = [2 ** bits - 1, 32 - bits];
  const slots = new Int32Array(mask + 1).fill(NO_CODE);
  const [firsts, codes] = [new Int32Array(a.codes.length), new Int32Array(a.codes.length)];
  let size = 0;
  for (let row = 0; row < codes.length; row++) {
    const [one, other] = [a.codes[row]!, b.codes[row]!];
    if (one === NO_CODE || other === NO_CODE) {
      codes[row] = NO_CODE;
      continue;
    }
    // Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4) with linear probing.
    let slot = Math.imul(Math.imul(one, 0x85ebca6b) + other, 0x9e3779b1) >>> shift;
    while (slots[slot] !== NO_CODE && (a.codes[firsts[slots[slot]!]!] !== one || b.codes[firsts[slots[slot]!]!] !== other)) slot = (slot + 1) & mask;
    if (slots[slot] === NO_CODE) {
      firsts[size] = row;
      slots[slot] = size++;
    }
    codes[row] = slots[slot]!;
  }
  return { codes, size };
}

/** How well a key tells a wrong value: by the rows that would contradict it if the values were shuffled, against the noise of those that do by nature. */
function powerOf(key: Coded, target: Coded): number {
  const cell = combine(key, target);
  const [ofKey, ofCell, ofTarget] = [countCodes(key), countCodes(cell), countCodes(target)];
  const known = new Float64Array(key.size);
  const isCounted = new Uint8Array(cell.size);
  let [rows, natural] = [0, 0];
  for (let row = 0; row < cell.codes.length; row++) {
    const at = cell.codes[row]!;
    if (at === NO_CODE) continue;
    rows++;
    const of = key.codes[row]!;
    if (ofCell[at] === 1 && ofKey[of]! > 1) natural++;
    if (isCounted[at] === 0) known[of]! += ofTarget[target.codes[row]!]!;
    isCounted[at] = 1;
  }
  let wrong = 0;
  for (let of = 0; of < key.size; of++) if (ofKey[of]! > 1) wrong += ofKey[of]! * (1 - known[of]! / cell.codes.length);
  const share = wrong / Math.max(1, rows);
  return share < TELLING ? 0 : (WRONG * share * BATCH) / Math.sqrt((BATCH * natural) / Math.max(1, rows) + 1);
}

function countCodes({ codes, size }: Coded): Int32Array {
  const counts = new Int32Array(size);
  for (const code of codes) if (code !== NO_CODE) counts[code]!++;
  return counts;
}

function countDependency(parts: readonly { readonly coding: ExactCoding; readonly codes: Int32Array }[], stride: number): Dependency {
  const codings = parts.map(({ coding }) => coding);
  const cells = new Map<number, number>();
  const seen = new Map<number, number>();
  const rows = parts[0]!.codes.length;
  const places = Array.from({ length: rows }, (_, row) =>
    placeOf(
      codings,
      parts.map(({ codes }) => codes[row]!),
    ),
  );
  for (const place of places) {
    if (place === null) continue;
    cells.set(place.cell, (cells.get(place.cell) ?? 0) + 1);
    seen.set(place.key, (seen.get(place.key) ?? 0) + 1);
  }
  let [counted, contradictions, doubles] = [0, 0, 0];
  places.forEach((place, row) => {
    if (place === null || row % stride === 0) return;
    counted++;
    const [own, all] = [cells.get(place.cell)!, seen.get(place.key)!];
    if (own === 1 && all > 1) contradictions++;
    if (own === 2 && all > 2) doubles++;
  });
  const [column, ...keys] = [...parts].reverse().map(({ coding }) => coding.column);
  return { column: column!, keys, codings, seen: Float64Array.from(seen.keys()).sort(), cells: Float64Array.from(cells.keys()).sort(), rows: counted, contradictions, doubles };
}

/** One number for a row's key, and for its key together with its value; null where one has no code. `codes` are those of the keys, then of the column. */
export function placeOf(codings: readonly ExactCoding[], codes: readonly number[]): { readonly key: number; readonly cell: number } | null {
  let [key, cell] = [0, 0];
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === NO_CODE) return null;
    [key, cell] = [cell, cell * codings[i]!.size + codes[i]!];
  }
  return { key, cell };
}
