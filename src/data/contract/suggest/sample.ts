import type { ColumnKind } from '../../columns.ts';

/** Values of one column of what was seen. */
export interface SampledColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Numbers, truths as 0 and 1, instants in ms, NaN where missing; or texts, null where missing. */
  readonly values: Float64Array | readonly (string | null)[];
}

/** What a contract is suggested from: rows, and the part that each belongs to. */
export interface Sample {
  readonly columns: readonly SampledColumn[];
  readonly rows: number;
  /** Part of each row: its batch, or its stretch of a single table. */
  readonly partOf: Uint16Array;
  readonly parts: number;
}

/** Rows of each part. */
export function partRows({ partOf, parts }: Sample): Float64Array {
  const rows = new Float64Array(parts);
  for (const part of partOf) rows[part]!++;
  return rows;
}
