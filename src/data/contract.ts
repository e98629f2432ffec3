import type { Columns, Severity } from './columns.ts';

/** A condition on each row, in CEL over its columns; a row for which it is false fails. */
export interface RowCondition {
  /** Names it in reports. */
  readonly name: string;
  /** CEL, such as `origin != destination`. */
  readonly expression: string;
  /** How bad it is when a row fails. @default 'error' */
  readonly severity?: Severity;
}

/** What happens to rows that fail a test of severity `error`. */
export const CONTRACT_POLICIES = ['drop', 'warn', 'stop'] as const;
export type ContractPolicy = (typeof CONTRACT_POLICIES)[number];

/** The tests that data must pass: the same in ingestion, training and serving. */
export interface Contract<C extends Columns = Columns> {
  readonly columns: C;
  /** Tests of whole rows. */
  readonly conditions?: readonly RowCondition[];
  /** Rows expected in one ingested interval. */
  readonly volume?: {
    /** At least. */
    readonly min?: number;
    /** At most. */
    readonly max?: number;
  };
  /** `drop` sets failing rows aside, `warn` keeps them, `stop` refuses the data. @default 'stop' */
  readonly policy?: ContractPolicy;
}

/** Defines a contract on its own, to be used by several datasets. */
export const defineContract = <const C extends Columns>(contract: Contract<C>): Contract<C> => contract;

/** Why a test failed; a closed set. */
export const CONTRACT_REASONS = ['missing_column', 'unexpected_column', 'wrong_type', 'null', 'out_of_range', 'not_in_set', 'pattern', 'duplicate', 'condition', 'volume'] as const;
export type ContractReason = (typeof CONTRACT_REASONS)[number];

/** One failed test, with its count and at most five examples. */
export interface ContractFailure {
  /** The column, or the condition's name, or `*` for the table. */
  readonly column: string;
  readonly reason: ContractReason;
  readonly severity: Severity;
  readonly rows: number;
  readonly fraction: number;
  readonly message: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

/** The outcome of a contract on a table. */
export interface ContractResult {
  readonly rows: number;
  readonly failures: readonly ContractFailure[];
  readonly verdict: 'passed' | 'warned' | 'failed';
  /** Rows set aside under the policy `drop`. */
  readonly dropped: number;
}

/** One thing wrong with one request. */
export interface Violation {
  readonly column: string;
  readonly reason: ContractReason;
  readonly severity: Severity;
  readonly message: string;
}
