import type { NamedColumn, PredictionRows } from './read-predictions.store.ts';

/** Texts of more different values than this in the reference name rows, and say nothing of their errors. */
const MANY = 50;

/** Rows of a table, by their positions. */
export interface TakenRows {
  readonly table: PredictionRows;
  readonly rows: readonly number[];
}

/** One feature of the reference and of other rows, as numbers: texts are numbered by how frequent they are in the reference. */
export interface JoinedFeature {
  readonly column: string;
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** The features that both tables have in one kind, without texts of many values, which only name rows. */
export function joinFeatures(reference: TakenRows, current: TakenRows): JoinedFeature[] {
  const others = new Map(current.table.features.map((feature) => [feature.column, feature]));
  return reference.table.features.flatMap((feature) => {
    const other = others.get(feature.column);
    return other === undefined ? [] : (join(feature, other, { reference: reference.rows, current: current.rows }) ?? []);
  });
}

function join({ column, values }: NamedColumn, other: NamedColumn, rows: { reference: readonly number[]; current: readonly number[] }): JoinedFeature | null {
  if (values instanceof Float64Array && other.values instanceof Float64Array) {
    return { column, reference: Float64Array.from(rows.reference, (row) => values[row]!), current: Float64Array.from(rows.current, (row) => other.values[row] as number) };
  }
  if (values instanceof Float64Array || other.values instanceof Float64Array) return null;
  const counts = new Map<string, number>();
  for (const name of rows.reference.map((row) => values[row] ?? null)) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (counts.size > MANY) return null;
  const codes = new Map([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name], code) => [name, code]));
  const codeOf = (name: string | null): number => (name === null ? NaN : (codes.get(name) ?? Infinity));
  const names = other.values;
  return {
    column,
    reference: Float64Array.from(rows.reference, (row) => codeOf(values[row] ?? null)),
    current: Float64Array.from(rows.current, (row) => codeOf(names[row] ?? null)),
  };
}
