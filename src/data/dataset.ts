import type { Digest, Instant, Interval, JsonValue } from '../kernel/index.ts';
import type { ColumnKind, Columns } from './columns.ts';
import type { Contract, ContractResult } from './contract.ts';

/** Where a dataset's rows come from: a file, and how its columns are made from the file's, in DuckDB SQL. */
export interface Source {
  readonly format: 'parquet' | 'csv';
  /** A path relative to the project. */
  readonly path?: string;
  /** An npm package that carries the file; `file` is then the path inside it. */
  readonly package?: string;
  readonly file?: string;
  /** Column → SQL expression over the file's columns (`file_row_number` counts its rows from 0). Unlisted columns are read by name. */
  readonly select?: Readonly<Record<string, string>>;
}

/** A named table of the project. */
export interface Dataset<C extends Columns = Columns> {
  readonly source: Source;
  readonly contract: Contract<C>;
  /** The column whose value names a unit. */
  readonly key: keyof C & string;
  /** The column that says when a row happened. */
  readonly eventAt: keyof C & string;
  /** The 0/1 outcome, and when it becomes known. */
  readonly label: { readonly column: keyof C & string; readonly knownAt: keyof C & string };
}

/** One file of a dataset version: the rows of one stretch of event time. */
export interface DatasetPart {
  readonly blob: Digest;
  readonly rows: number;
  readonly interval: Interval;
}

/** What a dataset version is, by content: its id is the digest of this. */
export interface DatasetManifest {
  readonly dataset: string;
  readonly schema: readonly { readonly name: string; readonly kind: ColumnKind }[];
  readonly parts: readonly DatasetPart[];
}

/** An immutable, content-addressed snapshot of a dataset, and the facts about it. */
export interface DatasetVersion {
  readonly id: Digest;
  readonly manifest: DatasetManifest;
  readonly rows: number;
  readonly createdAt: Instant;
  readonly parent: Digest | null;
  /** What the contract said of the part that this version added. */
  readonly contract: ContractResult;
  /** Blob of the rows that the contract set aside, as Parquet, or null. */
  readonly quarantined: Digest | null;
  /** Blob of the version's profile (`TableProfile` as JSON). */
  readonly profile: Digest;
  readonly facts: Readonly<Record<string, JsonValue>>;
}
