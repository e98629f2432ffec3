/** What a query over tables takes for `$1`, `$2` … */
export type ColumnsParameter = string | number | boolean | null;

/** A result as columns. */
export interface ColumnSet {
  readonly rows: number;
  readonly names: readonly string[];
  /** By position of the name: numbers, truth values (0, 1) and times (epoch ms) as `Float64Array` with NaN for NULL; everything else as text. */
  readonly columns: readonly (Float64Array | readonly (string | null)[])[];
}

/** A stretch of a result, some 4,000 rows: columns as in a `ColumnSet`, whose memory the next stretch takes. */
export interface ColumnBatch {
  readonly rows: number;
  readonly columns: readonly (Float64Array | readonly (string | null)[])[];
  /** How many rows of each column are NULL; of numbers, NaN is a value that some files hold besides. */
  readonly nulls: readonly number[];
}

/**
 * SQL (DuckDB's) over tables in files, in this process, in memory: `SELECT … FROM read_parquet($1)`. Queries take turns; beside them two results are read stretch by stretch at once.
 * Text enters SQL as a parameter, or through `quoteIdentifier` and `quoteLiteral`.
 * All may throw STORE_TABLE_MISSING, STORE_TABLE_UNREADABLE (with the path), STORE_QUERY_FAILED, STORE_QUERY_TOO_LARGE, STORE_DISK_FULL.
 */
export interface Columns {
  /** How many threads may work on a table at once: for work that is done in several. */
  readonly limits: { readonly threads: number };
  /** Those beside this one, with as much memory for DuckDB each. */
  readonly others: Pick<OtherThreads, 'give'>;
  /**
   * Rows as objects, for small results. Every number, also BIGINT, HUGEINT and DECIMAL, is a number (STORE_NUMBER_TOO_LARGE beyond 2^53);
   * TIMESTAMP and DATE are epoch ms; LIST is an array, STRUCT an object (text where it has a field `__proto__`), BLOB bytes; the rest is text.
   */
  query<T = Record<string, unknown>>(sql: string, parameters?: readonly ColumnsParameter[]): Promise<T[]>;
  /** The result as typed arrays, for large ones: 200,000 rows of 10 columns in well under half a second. */
  columnsOf(sql: string, parameters?: readonly ColumnsParameter[]): Promise<ColumnSet>;
  /** The result stretch by stretch, for what is larger than memory; `take` must not keep what it is given. What it throws ends the query. */
  batchesOf(sql: string, parameters: readonly ColumnsParameter[], take: (batch: ColumnBatch) => void): Promise<void>;
  /**
   * Writes the result to a Parquet file (zstd), durably; the file appears whole or not at all.
   * The same rows in the same order give the same bytes: one thread, order kept. Smaller row groups (a multiple of 2,048 rows) let
   * readers of a short range of a sorted column skip most of the file. @default rowGroup 122_880
   */
  copyToParquet(sql: string, path: string, parameters?: readonly ColumnsParameter[], options?: { readonly rowGroup?: number }): Promise<{ readonly rows: number }>;
  /**
   * A Parquet file with the rows of an Arrow IPC file or stream, to be read instead of it. Made once, as long as the file stays as it is, and gone when this is closed or
   * nobody has asked for an hour. Throws STORE_TABLE_MISSING, STORE_TABLE_UNREADABLE, STORE_TABLE_UNSUPPORTED, STORE_DISK_FULL.
   */
  parquetOf(arrow: string): Promise<string>;
  close(): Promise<void>;
}

/** Threads that a process works on tables in beside the one that asks. They start when they are given something, and stay for a while when they have done it: starting one takes as long as much of what it does. */
export interface OtherThreads {
  /** Gives an order to a thread that runs `file`, which calls `takeOrders`; nobody else has given it one. `note` is told of each answer. */
  give<A>(file: URL, order: unknown, note: (answer: A) => void): GivenOrder;
  /** Ends them, with what they do. */
  close(): Promise<void>;
}

/** What another thread has been given. */
export interface GivenOrder {
  /** Never fails: there is no more to come, whether it is done, stopped, or cannot be done there. */
  readonly ended: Promise<void>;
  /** Ends it; nothing happens when it has ended. */
  stop(): void;
}
