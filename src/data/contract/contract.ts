import type { Columns, Severity } from '../columns.ts';
import type { TableTest } from './table-test.ts';

/** A condition on each row, in CEL over its columns; a row for which it is false fails. */
export interface RowCondition {
  /** Names it in reports. */
  readonly name: string;
  /** CEL, such as `origin != destination`. */
  readonly expression: string;
  /** How bad it is when a row fails. @default 'error' */
  readonly severity?: Severity;
  /** The share of rows that may fail. @default 0 */
  readonly atMost?: number;
  /** Fail only when the rows beyond `atMost` are more than chance brings: the level of an exact binomial test. */
  readonly falseAlarm?: number;
  /** Who is to be asked when it fails. */
  readonly owner?: string;
  /** Why it is there, for people. */
  readonly description?: string;
}

/** What happens to rows that fail a test of severity `error`. */
export const CONTRACT_POLICIES = ['drop', 'warn', 'stop'] as const;
export type ContractPolicy = (typeof CONTRACT_POLICIES)[number];

/** The tests that data must pass: the same in ingestion, training and serving. */
export interface Contract<C extends Columns = Columns> {
  readonly columns: C;
  /** Tests of whole rows. */
  readonly conditions?: readonly RowCondition[];
  /** Tests beyond those of single columns: shares, keys, aggregates, freshness, distributions, SQL. One of the whole table fails it whatever the policy, unless it is a `warn`. */
  readonly tests?: readonly TableTest<C>[];
  /** Rows expected in one ingested interval. */
  readonly volume?: {
    /** At least. */
    readonly min?: number;
    /** At most. */
    readonly max?: number;
  };
  /** `drop` sets failing rows aside, `warn` keeps them, `stop` refuses the data. @default 'stop' */
  readonly policy?: ContractPolicy;
  /** Who is to be asked about it. */
  readonly owner?: string;
  /** What it is about, for people. */
  readonly description?: string;
}

/** Defines a contract on its own, to be used by several datasets. */
export const defineContract = <const C extends Columns>(contract: Contract<C>): Contract<C> => contract;
