import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy, nameSqliteError } from './sqlite-errors.ts';
import { storeErrors } from './store.errors.ts';

const PATIENCE_MS = 10_000;

/**
 * Does something that another process may be in the way of, waiting for it without blocking the event loop.
 * SQLite has done nothing when it says busy, so asking again is safe. Throws STORE_BUSY after 10 s; other failures by their names.
 */
export async function waitWhileBusy<R>(path: string, action: () => R): Promise<R> {
  const start = performance.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error)) throw nameSqliteError(error, path);
      if (performance.now() - start > PATIENCE_MS) throw storeErrors.BUSY({ path, seconds: PATIENCE_MS / 1000 }, { cause: error });
      await sleep(Math.min(1 + attempt * 2, 25));
    }
  }
}
