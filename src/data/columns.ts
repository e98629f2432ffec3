import type { Instant } from '../kernel/index.ts';

/** The kinds of value a column holds. A timestamp is milliseconds since 1970, UTC. */
export const COLUMN_KINDS = ['number', 'integer', 'string', 'boolean', 'timestamp'] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

/** How bad it is when a test of a contract fails: an `error` calls the policy, a `warn` is only reported. */
export const SEVERITIES = ['error', 'warn'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The tests of one column, as a user writes them. */
export interface ColumnTests {
  /** Smallest value allowed. */
  readonly min?: number;
  /** Largest value allowed. */
  readonly max?: number;
  /** The only values allowed. */
  readonly values?: readonly string[];
  /** A regular expression the whole text must match. */
  readonly pattern?: string;
  /** No value occurs twice. */
  readonly unique?: boolean;
  /** How bad it is when one of its tests fails. @default 'error' */
  readonly severity?: Severity;
  /** Who is to be asked when one of its tests fails. */
  readonly owner?: string;
  /** For people. */
  readonly description?: string;
}

/** A column: its kind, whether it may be empty, and its tests. */
export interface Column<K extends ColumnKind = ColumnKind, N extends boolean = boolean> extends ColumnTests {
  /** Numbers, whole numbers, texts, truths, or instants (milliseconds since 1970, UTC). */
  readonly kind: K;
  /** Whether it may be empty. */
  readonly nullable: N;
}

export type Columns = Readonly<Record<string, Column>>;

type ValueOf<K extends ColumnKind> = K extends 'number' | 'integer' ? number : K extends 'timestamp' ? Instant : K extends 'boolean' ? boolean : string;

/** The row that a set of columns describes. */
export type RowOf<C extends Columns> = { readonly [N in keyof C]: C[N]['nullable'] extends false ? ValueOf<C[N]['kind']> : ValueOf<C[N]['kind']> | null };

const column =
  <K extends ColumnKind>(kind: K) =>
  (tests: ColumnTests = {}): Column<K, false> => ({ kind, nullable: false, ...tests });

/** A column of floating-point numbers. @example number({ min: 0, max: 1 }) */
export const number = column('number');
/** A column of whole numbers. */
export const integer = column('integer');
/** A column of texts. @example string({ pattern: '[A-Z]{3}' }) */
export const string = column('string');
/** A column of truths. */
export const boolean = column('boolean');
/** A column of instants, UTC. */
export const timestamp = column('timestamp');
/** The same column, but it may be empty. @example nullable(number({ min: 0 })) */
export const nullable = <K extends ColumnKind>(of: Column<K>): Column<K, true> => ({ ...of, nullable: true });
