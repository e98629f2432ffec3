import type { Kysely } from 'kysely';
import { isCapstanError } from '../../kernel/index.ts';
import { trainErrors } from '../train.errors.ts';
import { type Folding } from './fold-in-background.ts';
import { groupWrites, type Outcome } from './group-writes.ts';
import type { TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';
import { createBatchWriter, type Growth, type LogOrder } from './write-batches.store.ts';

type Query = Kysely<TrackingTables>;

/**
 * The writes of all who write at once, in one transaction after another: a transaction costs more than most of what is written in it. They are acknowledged when they
 * are committed, a moment before they are on the disk: a training that logs point by point does not wait for the disk at each.
 */
export interface SharedTransactions {
  /** Writes a batch; see `TrackingRoom.runs.log`. */
  log(order: LogOrder): Promise<void>;
  /**
   * Runs queries in a transaction that others share. `body` refuses, with an error of this room, before it writes anything; it may run again, as in every transaction.
   */
  write<R>(body: (trx: Query) => Promise<R>): Promise<R>;
  /** Settles when nothing is being written. */
  idle(): Promise<void>;
}

type Write = { readonly log: LogOrder } | { readonly body: (trx: Query) => Promise<unknown> };

/** What is written at once, in about as many rows: others wait a few milliseconds at most. */
const WEIGHT_AT_ONCE = 5_000;

export function shareTransactions(ctx: Pick<TrackingContext, 'means' | 'keys'>, folding: Folding): SharedTransactions {
  const batches = createBatchWriter(ctx);
  const group = groupWrites<Write>({
    async write(writes) {
      const logs = writes.flatMap((each) => ('log' in each ? [each.log] : []));
      const keys = await batches.numberKeys(logs);
      const { outcomes, growth } = await ctx.means.db.transaction<TrackingTables, { outcomes: Outcome[]; growth: Growth }>(
        async (trx) => {
          const done = new Map<Write, Outcome>();
          for (const each of writes) if ('body' in each) done.set(each, await attempt(trx, each.body));
          const logged = logs.length === 0 ? { outcomes: [], growth: new Map<number, number>() } : await batches.write(trx, logs, keys);
          let next = 0;
          return { outcomes: writes.map((each) => done.get(each) ?? logged.outcomes[next++]!), growth: logged.growth };
        },
        { lasts: 'soon' },
      );
      folding.grew(growth);
      return outcomes;
    },
    weigh: (each) => ('body' in each ? 20 : 5 + each.log.batch.metrics.length + each.log.batch.params.length + each.log.batch.tags.length),
    weightAtOnce: WEIGHT_AT_ONCE,
  });
  return {
    log: async (order) => void (await group.add({ log: order })),
    write: async <R>(body: (trx: Query) => Promise<R>) => (await group.add({ body })) as R,
    idle: group.idle,
  };
}

async function attempt(trx: Query, body: (trx: Query) => Promise<unknown>): Promise<Outcome> {
  try {
    return { done: true, value: await body(trx) };
  } catch (error) {
    // Anything else may have left something half written: it ends the transaction, and each is tried alone.
    if (isCapstanError(error) && error.code.startsWith(`${trainErrors.area}_`)) return { done: false, error };
    throw error;
  }
}
