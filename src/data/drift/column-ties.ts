import type { Coding, FewCodes } from './codings.ts';

/** What one column says of another: rows with each pair of codes (at k · codes of the target + c), and with each code alone. */
export interface Tie {
  readonly column: number;
  readonly table: Float64Array;
  readonly theirs: Float64Array;
  readonly own: Float64Array;
}

/** Columns that are looked at. */
const COLUMNS = 60;

/** Looks at all pairs of columns once; gives, for each, the others that tell most of it: by mutual information that is not chance alone. */
export function largestStrengths(codings: readonly Coding[], few: FewCodes, { rows, most }: { readonly rows: number; readonly most: number }): (of: Coding) => Tie[] {
  const usable = codings.slice(0, COLUMNS);
  const counts = new Map(usable.map(({ column, codes }) => [column, countCodes({ own: few.get(column)!, codes })]));
  const found = new Map<number, { readonly tie: Tie; readonly strength: number }[]>(usable.map(({ column }) => [column, []]));
  usable.forEach((a, at) => {
    for (const b of usable.slice(at + 1)) {
      const [theirs, own] = [counts.get(a.column)!, counts.get(b.column)!];
      const table = crossTable(few.get(a.column)!, few.get(b.column)!, [a.codes, b.codes]);
      const strength = strengthOf({ table, theirs, own }, rows);
      if (strength <= 0) continue;
      found.get(b.column)!.push({ strength, tie: { column: a.column, table, theirs, own } });
      found.get(a.column)!.push({ strength, tie: { column: b.column, table: transpose(table, [a.codes, b.codes]), theirs: own, own: theirs } });
    }
  });
  return ({ column }) =>
    (found.get(column) ?? [])
      .sort((a, b) => b.strength - a.strength)
      .slice(0, most)
      .map(({ tie }) => tie);
}

/** What some columns say of one that is not among them, such as of two in one: those that tell most of it. */
export function tiesWith({ own, codes }: { readonly own: Uint8Array; readonly codes: number }, others: readonly Coding[], few: FewCodes, most: number): Tie[] {
  const counts = countCodes({ own, codes });
  return others
    .slice(0, COLUMNS)
    .map(({ column, codes: theirCodes }) => {
      const theirs = countCodes({ own: few.get(column)!, codes: theirCodes });
      const tie = { column, table: crossTable(few.get(column)!, own, [theirCodes, codes]), theirs, own: counts };
      return { tie, strength: strengthOf(tie, own.length) };
    })
    .filter(({ strength }) => strength > 0)
    .sort((a, b) => b.strength - a.strength)
    .slice(0, most)
    .map(({ tie }) => tie);
}

/** Rows with each code. */
export function countCodes({ own, codes }: { readonly own: Uint8Array; readonly codes: number }): Float64Array {
  const counts = new Float64Array(codes);
  for (const code of own) counts[code]!++;
  return counts;
}

function crossTable(a: Uint8Array, b: Uint8Array, [codesA, codesB]: readonly [number, number]): Float64Array {
  const table = new Float64Array(codesA * codesB);
  for (let row = 0; row < a.length; row++) table[a[row]! * codesB + b[row]!]!++;
  return table;
}

function transpose(table: Float64Array, [rows, columns]: readonly [number, number]): Float64Array {
  const turned = new Float64Array(table.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = table[i * columns + j]!;
  return turned;
}

/** Mutual information in nats less what chance brings (Miller 1955); 0 where it may be chance alone: of unrelated columns, 2 · rows of it is chi-square. */
function strengthOf({ table, theirs, own }: Omit<Tie, 'column'>, rows: number): number {
  let information = 0;
  for (let k = 0; k < theirs.length; k++) {
    for (let c = 0; c < own.length; c++) {
      const cell = table[k * own.length + c]!;
      if (cell > 0) information += cell * Math.log((cell * rows) / (theirs[k]! * own[c]!));
    }
  }
  const used = (counts: Float64Array): number => counts.filter((count) => count > 0).length;
  const freedom = (used(theirs) - 1) * (used(own) - 1);
  return 2 * information > freedom + 4 * Math.sqrt(2 * freedom) ? (information - freedom / 2) / rows : 0;
}
