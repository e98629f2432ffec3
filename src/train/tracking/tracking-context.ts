import type { Kysely } from 'kysely';
import type { Random } from '../../kernel/index.ts';
import type { Means, PreparedInsert } from '../../store/index.ts';
import type { Keys } from './keys.store.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** What the room needs: records. */
export type TrackingMeans = Pick<Means, 'project' | 'db' | 'clock'>;

/** What the parts of the room work with. */
export interface TrackingContext {
  readonly means: TrackingMeans;
  readonly keys: Keys;
  readonly random: Random;
  /** Adds the tags of a new run: its number, the key's number and the value of each. */
  readonly addTags: PreparedInsert;
  /** Runs queries in a transaction; see `SharedTransactions.write`. */
  readonly write: <R>(body: (trx: Kysely<TrackingTables>) => Promise<R>) => Promise<R>;
}

/** The tag that has a run's name. */
export const RUN_NAME_TAG = 'mlflow.runName';

/** The tag that names the run in which a run is nested. */
export const PARENT_TAG = 'mlflow.parentRunId';
