/** A column cut into classes. */
export interface SliceFeature {
  /** The class of each row, 0 … `levels` - 1; -1 is of none. */
  readonly codes: Int32Array;
  readonly levels: number;
}

/** Rows by their classes, and how wrong a model is on each. */
export interface SliceTable {
  readonly features: readonly SliceFeature[];
  /** One number a row, ≥ 0: 0 or 1 for right or wrong, or a loss. */
  readonly errors: Float64Array;
}

/** A feature is of a class. */
export interface Predicate {
  /** Position of the feature. */
  readonly feature: number;
  readonly code: number;
}

/** The rows for which all predicates hold. */
export interface Slice {
  /** In order of the features, one a feature. */
  readonly predicates: readonly Predicate[];
  readonly rows: number;
  /** Mean error of its rows. */
  readonly error: number;
  readonly score: number;
}

/** Which slices count, and how they are scored. */
export interface SliceRules {
  /** How many slices are wanted. @default 10 */
  readonly k?: number;
  /** Rows of a slice at least. @default max(32, rows / 100) */
  readonly minRows?: number;
  /** Weight of the error against the size, 0 … 1. @default 0.95 */
  readonly alpha?: number;
  /** Predicates of a slice at most. @default 3 */
  readonly maxPredicates?: number;
}

/** The rows of a table for which all predicates hold, ascending. */
export function rowsOfSlice({ features, errors }: SliceTable, predicates: readonly Predicate[]): Int32Array {
  const rows = new Int32Array(errors.length);
  let size = 0;
  for (let row = 0; row < errors.length; row++) if (predicates.every(({ feature, code }) => features[feature]!.codes[row] === code)) rows[size++] = row;
  return rows.subarray(0, size);
}
