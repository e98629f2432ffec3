import type { Columns, Severity } from '../columns.ts';

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
