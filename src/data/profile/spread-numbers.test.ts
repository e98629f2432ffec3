import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Columns, openColumns } from '../../store/index.ts';
import { parquetTable, readsFiles, type TableSql } from '../table-sql.store.ts';
import { countingOf } from './count-table.store.ts';
import { encodeProfile } from './profile-bytes.ts';
import { profilingOf } from './profile-table.store.ts';
import { type NumbersHandling, spreadNumbers } from './spread-numbers.store.ts';

const folder = mkdtempSync(join(tmpdir(), 'spread-'));
const stores = [1, 2, 3, 8].map((threads) => openColumns({ threads }));
afterAll(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

const ROWS = 40_000;
const columns = (['number', 'integer', 'timestamp', 'boolean', 'number', 'number', 'integer', 'number', 'number'] as const).map((kind, i) => ({ name: `c${i}`, kind }));
let [reference, current]: TableSql[] = [];
beforeAll(async () => {
  const made: TableSql[] = [];
  for (const [name, seed] of Object.entries({ "it's": 1, 'b, c': 2 })) {
    const path = join(folder, `${name}.parquet`);
    await stores[0]!.copyToParquet(
      `SELECT CASE WHEN i % 11 = 0 THEN NULL WHEN i % 13 = 0 THEN -1 ELSE exp(hash(i, ${seed}) % 9999 / 1000) END AS c0, hash(i, ${seed}) % 97 AS c1, epoch_ms(CAST(i * 7777777 AS BIGINT)) AS c2, i % 3 = 0 AS c3, sin(i * ${seed}) AS c4,
        i % 5000 AS c5, hash(i, 7) % 100000 AS c6, i / 3 AS c7, 0.5 AS c8
       FROM range(${ROWS}) AS t(i)`,
      path,
    );
    made.push(parquetTable([path]));
  }
  [reference, current] = made;
});

/** Every millisecond of work is worth a thread. */
const over = <C>(from: TableSql, all: readonly C[]) => ({ from, rows: ROWS, columns: all, cost: 1e6 });

const profiling = (store: Columns, from: TableSql) => profilingOf(store, { from, rows: ROWS });

/** Does one share here, and lets the other threads do all the others. */
function withOthers<C, R>({ limits }: Columns, { here, ask, read }: NumbersHandling<C, R>) {
  const places = { here: [] as number[], elsewhere: [] as number[] };
  let done: () => void;
  const othersDone = new Promise<void>((resolve) => (done = resolve));
  const handling: NumbersHandling<C, R> = {
    ask,
    async here(own) {
      places.here.push(own.length);
      if (limits.threads > 1) await othersDone;
      return here(own);
    },
    read(answer) {
      const results = read(answer);
      places.elsewhere.push(results.length);
      if (places.here.concat(places.elsewhere).reduce((sum, count) => sum + count, 0) === columns.length) done();
      return results;
    },
  };
  return { handling, places };
}

describe('columns of numbers in several threads', () => {
  it('are profiled and counted the same to the last bit, however many there are', async () => {
    const found = [];
    for (const store of stores) {
      const { handling, places } = withOthers(store, profiling(store, reference!));
      const spread = spreadNumbers(store, over(reference!, columns), handling);
      const sketched = await spread.results();
      await spread.stop();
      expect(places.here).toHaveLength(1);
      expect(places.elsewhere.length > 0).toBe(store.limits.threads > 1);
      const profile = { rows: ROWS, columns: sketched.map((one) => one.profile) };
      const counts = await spreadNumbers(store, over(current!, profile.columns), countingOf(store, current!, ROWS)).results();
      found.push({ bytes: encodeProfile({ profile, sketches: sketched.map((one) => one.sketches) }), profile, counts });
    }
    for (const other of found.slice(1)) expect(other).toEqual(found[0]);
  });

  it('fail as they fail here, and are stopped when they are not waited for', async () => {
    const [, store] = stores;
    const gone = parquetTable([join(folder, 'gone.parquet')]);
    await expect(spreadNumbers(store!, over(gone, columns), profiling(store!, gone)).results()).rejects.toMatchObject({ code: 'STORE_TABLE_MISSING' });
    const begun = spreadNumbers(store!, over(reference!, columns), profiling(store!, reference!));
    await begun.stop();
    expect(await begun.results()).toHaveLength(columns.length);
  });

  it('stay in this thread when they are few, or not of files alone', () => {
    expect([reference!, parquetTable(['a', "b']"]), 'orders', '(SELECT 1)', `${reference!} WHERE TRUE`, "read_parquet(['a'], file_row_number = true)"].map(readsFiles)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
