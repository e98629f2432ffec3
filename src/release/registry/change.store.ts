import type { Transaction } from 'kysely';
import type { Means } from '../../store/index.ts';
import type { RegistryTables } from './registry-tables.store.ts';

/** Who changes the registry, and why. */
export interface By {
  readonly actor: string;
  /** @default 'asked by <actor>' */
  readonly why?: string;
}

/** A change of state, for the ledger. */
export interface StateChange {
  readonly noun: 'model' | 'model version' | 'model alias';
  readonly name: string;
  readonly from: string | null;
  readonly to: string;
  readonly evidence?: Readonly<Record<string, string | number | null>>;
}

/** Inside a change: its queries, and the telling of what they did. */
export interface Change {
  readonly trx: Transaction<RegistryTables>;
  readonly now: number;
  tell(change: StateChange): Promise<void>;
}

/** Makes a change, whole or not at all, together with its events. */
export const change = <R>(means: Means, by: By, body: (change: Change) => Promise<R>): Promise<R> =>
  means.db.transaction<RegistryTables, R>((trx) =>
    body({
      trx,
      now: means.clock.now(),
      tell: async ({ evidence = null, ...state }) => {
        await means.ledger.append({ ...state, evidence, actor: by.actor, why: by.why ?? `asked by ${by.actor}`, eventAt: null }, { trx });
      },
    }),
  );
