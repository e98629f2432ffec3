import { AsyncLocalStorage } from 'node:async_hooks';
import { storeErrors } from './store.errors.ts';

/** Knows which code runs inside a transaction, so that both databases behave alike there. */
export interface TransactionScope {
  /** Call where a connection is asked for. Throws STORE_TRANSACTION_BYPASSED inside a transaction, where it would wait for itself. */
  refuseInside(): void;
  /** Call when a statement fails: its transaction cannot be committed any more (PostgreSQL would roll it back without a word). */
  noteFailure(error: unknown): void;
  /** Runs a transaction's body; fails with the first failure noted even when the body caught it. */
  run<R>(body: () => Promise<R>): Promise<R>;
}

export function createTransactionScope(): TransactionScope {
  const inside = new AsyncLocalStorage<{ open: boolean; failures: unknown[] }>();
  return {
    refuseInside() {
      if (inside.getStore()?.open === true) throw storeErrors.TRANSACTION_BYPASSED({});
    },
    noteFailure(error) {
      const state = inside.getStore();
      if (state?.open === true) state.failures.push(error);
    },
    run(body) {
      const state = { open: true, failures: [] as unknown[] };
      return inside.run(state, async () => {
        try {
          const result = await body();
          if (state.failures.length > 0) throw state.failures[0];
          return result;
        } finally {
          state.open = false;
        }
      });
    },
  };
}
