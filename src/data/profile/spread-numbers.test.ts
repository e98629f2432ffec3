import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openColumns } from '../../store/index.ts';
import { parquetTable, readsFiles, type TableSql } from '../table-sql.store.ts';
import { countingOf } from './count-table.store.ts';
import { encodeProfile } from './profile-bytes.ts';
import { profilingOf } from './profile-table.store.ts';
import { spreadNumbers } from './spread-numbers.store.ts';

const folder = mkdtempSync(join(tmpdir(), 'spread-'));
const stores = [1, 2, 3, 8].map((threads) => openColumns({ threads }));
afterAll(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

const ROWS = 40_000;
const columns = (['number', 'integer', 'timestamp', 'boolean', 'number'] as const).map((kind, i) => ({ name: `c${i}`, kind }));
let [reference, current]: TableSql[] = [];
beforeAll(async () => {
  const made: TableSql[] = [];
  for (const [name, seed] of Object.entries({ "it's": 1, 'b, c': 2 })) {
    const path = join(folder, `${name}.parquet`);
    await stores[0]!.copyToParquet(
      `SELECT CASE WHEN i % 11 = 0 THEN NULL WHEN i % 13 = 0 THEN -1 ELSE exp(hash(i, ${seed}) % 9999 / 1000) END AS c0, hash(i, ${seed}) % 97 AS c1, epoch_ms(CAST(i * 7777777 AS BIGINT)) AS c2, i % 3 = 0 AS c3, sin(i * ${seed}) AS c4
       FROM range(${ROWS}) AS t(i)`,
      path,
    );
    made.push(parquetTable([path]));
  }
  [reference, current] = made;
});

/** Every millisecond of work is worth a thread. */
const over = <C>(from: TableSql, all: readonly C[]) => ({ from, rows: ROWS, columns: all, cost: 1e6 });

describe('columns of numbers in several threads', () => {
  it('are profiled and counted the same to the last bit, however many there are', async () => {
    const found = [];
    for (const store of stores) {
      const [profiling, asked] = [profilingOf(store, reference!), [] as string[]];
      const spread = spreadNumbers(store, over(reference!, columns), {
        ...profiling,
        here: (own) => {
          asked.push(...own.map(({ name }) => name));
          return profiling.here(own);
        },
      });
      const sketched = await spread.results();
      await spread.stop();
      // The others were done elsewhere.
      expect(asked).toHaveLength(Math.ceil(columns.length / store.limits.threads));
      const profile = { rows: ROWS, columns: sketched.map((one) => one.profile) };
      const counts = await spreadNumbers(store, over(current!, profile.columns), countingOf(store, current!, ROWS)).results();
      found.push({ bytes: encodeProfile({ profile, sketches: sketched.map((one) => one.sketches) }), profile, counts });
    }
    for (const other of found.slice(1)) expect(other).toEqual(found[0]);
  });

  it('fail as they fail here, and are stopped when they are not waited for', async () => {
    const [, store] = stores;
    const gone = parquetTable([join(folder, 'gone.parquet')]);
    await expect(spreadNumbers(store!, over(gone, columns), profilingOf(store!, gone)).results()).rejects.toMatchObject({ code: 'STORE_TABLE_MISSING' });
    const begun = spreadNumbers(store!, over(reference!, columns), profilingOf(store!, reference!));
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
