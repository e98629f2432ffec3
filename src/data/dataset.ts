import type { Columns } from './columns.ts';
import type { Contract } from './contract/contract.ts';

declare const selected: unique symbol;

/** Where a dataset's rows come from: a file, and how its columns are made from the file's, in DuckDB SQL. */
export interface Source<N extends string = string> {
  /** Parquet and Arrow, which know their types, or CSV with a header. */
  readonly format: 'parquet' | 'arrow' | 'csv';
  /** A path relative to the project. */
  readonly path?: string;
  /** An npm package that carries the file. */
  readonly package?: string;
  /** The path inside `package`. */
  readonly file?: string;
  /**
   * Column → SQL expression over the file's columns (`file_row_number` counts the rows of a Parquet or Arrow file from 0; a CSV file's columns are texts).
   * Unlisted columns are read by name.
   */
  readonly select?: Readonly<Record<string, string>>;
  /** Never set: carries the names of `select` to the types, so that a misspelt one is red where the dataset is defined. */
  readonly [selected]?: N;
}

/** A named table of the project. */
export interface Dataset {
  readonly source: Source;
  readonly contract: Contract;
  /** The column whose value names a unit. */
  readonly key: string;
  /** The column that says when a row happened. */
  readonly eventAt: string;
  /** The 0/1 outcome, and when it becomes known. */
  readonly label: {
    /** The column that holds it. */
    readonly column: string;
    /** The column that says when it was known. */
    readonly knownAt: string;
  };
}

/** A file, by its path relative to the project, or inside an npm package that the project has installed. */
export type SourceFile = { readonly path: string } | { readonly package: string; readonly file: string };

type MakeSource = {
  <const N extends string>(from: SourceFile & { readonly select: Readonly<Record<N, string>> }): Source<N>;
  (from: SourceFile): Source<never>;
};

const makeSource =
  (format: Source['format']): MakeSource =>
  (from: SourceFile): Source<never> => ({ format, ...from });

/**
 * Rows of a Parquet file; `select` says how columns are made from the file's.
 * @example parquet({ path: 'data/flights.parquet', select: { departure: 'date', late: '(delay > 15)::INTEGER' } })
 */
export const parquet = makeSource('parquet');

/**
 * Rows of a file in Arrow's IPC format: `.arrow`, Feather V2, or a stream. Its columns are numbers, truths, texts, days, instants or decimals, compressed by LZ4 or zstd or not;
 * lists, structs and bytes are refused with their names.
 * @example arrow({ path: 'data/flights.feather' })
 */
export const arrow = makeSource('arrow');

/**
 * Rows of a CSV file with a header. Its values are texts until the contract's kinds read them; what cannot be read breaks the contract as `wrong_type`.
 * @example csv({ path: 'data/flights.csv' })
 */
export const csv = makeSource('csv');

/**
 * Defines a dataset; a misspelt column is a type error.
 * @example dataset({ source: parquet({ path: 'flights.parquet' }), contract: { columns: { id: integer(), at: timestamp(), late: boolean(), known: timestamp() } }, key: 'id', eventAt: 'at', label: { column: 'late', knownAt: 'known' } })
 */
export const dataset = <const C extends Columns>(definition: {
  readonly source: Source<NoInfer<keyof C & string>>;
  readonly contract: Contract<C>;
  readonly key: NoInfer<keyof C & string>;
  readonly eventAt: NoInfer<keyof C & string>;
  readonly label: { readonly column: NoInfer<keyof C & string>; readonly knownAt: NoInfer<keyof C & string> };
  // Its tests name columns of C, and so of any columns.
}): Dataset => ({ ...definition, contract: definition.contract as unknown as Contract });
