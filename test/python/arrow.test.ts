import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openColumns } from '../../src/store/index.ts';
import { makeEnvironment, REPOSITORY } from './make-environment.ts';

// What pyarrow and pandas write as Arrow is read as DuckDB reads the same table from pyarrow's Parquet: the same types, the same values, in the same order.

const folder = mkdtempSync(join(tmpdir(), 'capstan-pyarrow-'));
const store = openColumns();

beforeAll(async () => {
  const environment = await makeEnvironment(join(REPOSITORY, 'examples/python-sklearn/requirements.txt'));
  execFileSync(join(environment, 'bin/python'), [join(REPOSITORY, 'test/python/write_arrow.py'), folder]);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const read = async (path: string, columns = '*') => ({
  types: (await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT ${columns} FROM read_parquet($1)`, [path])).map((each) => [
    each.column_name,
    each.column_type,
  ]),
  rows: await store.query<{ row: string }>(`SELECT CAST(t AS VARCHAR) AS row FROM (SELECT ${columns} FROM read_parquet($1)) t`, [path]),
});

it.each(['plain.feather', 'usual.feather', 'zstd.feather', 'table.arrow', 'table.arrows'])('reads %s', async (name) => {
  const wanted = await read(join(folder, 'table.parquet'));
  expect(wanted.rows).toHaveLength(3000);
  expect(await read(await store.parquetOf(join(folder, name)))).toEqual(wanted);
});

it('reads what pandas writes', async () => {
  const columns = 'text, float, ns';
  expect(await read(await store.parquetOf(join(folder, 'pandas.feather')), columns)).toEqual(await read(join(folder, 'table.parquet'), columns));
});
