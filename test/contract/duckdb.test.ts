import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openColumns } from '../../src/store/index.ts';
import { startChild } from './child.ts';
import { describeColumns } from './columns.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-duckdb-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const flights = fileURLToPath(new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url));

describeColumns('DuckDB', () => openColumns({ spillFolder: join(folder, 'spill') }));

describe('DuckDB over tables', () => {
  it('reads 200,000 real flights into columns', async () => {
    const columns = openColumns();
    const set = await columns.columnsOf('SELECT date, delay, distance, origin, destination FROM read_parquet($1) LIMIT 200000', [flights]);
    await columns.close();
    expect(set.rows).toBe(200_000);
    expect((set.columns[0] as Float64Array)[0]).toBeGreaterThanOrEqual(Date.UTC(2001, 0, 1));
    expect((set.columns[3] as string[]).every((origin) => /^[A-Z]{3}$/.test(origin))).toBe(true);
  });

  it('spills what outgrows its memory, says so when it may not, and leaves nothing', async () => {
    const sql = 'SELECT sum(n) AS n FROM (SELECT row_number() OVER (ORDER BY i * 7919 % 1000003) % 2 AS n FROM range(1000000) t(i))';
    const none = openColumns({ memoryLimit: '30MB' });
    await expect(none.query(sql)).rejects.toThrow(expect.objectContaining({ code: 'STORE_QUERY_TOO_LARGE' }) as Error);
    expect(await none.query('SELECT 1 AS still')).toEqual([{ still: 1 }]);
    await none.close();
    const spillFolder = join(folder, 'spilled');
    mkdirSync(join(spillFolder, '999999999-dead'), { recursive: true });
    writeFileSync(join(spillFolder, '999999999-dead', 'left.tmp'), 'by a process that was killed');
    const some = openColumns({ memoryLimit: '30MB', spillFolder });
    expect(await some.query(sql)).toEqual([{ n: 500_000 }]);
    expect(readdirSync(spillFolder)).toEqual([expect.stringContaining(`${process.pid}-`)]);
    await some.close();
    expect(readdirSync(spillFolder)).toEqual([]);
  });

  it('says that the disk is full, keeps nothing of the table, and goes on', async () => {
    const child = await startChild('write-file', { args: [folder, 'copyToParquet'], shell: "trap '' XFSZ; ulimit -f 1000" });
    expect(await child.ended).toEqual({ how: 0, errors: '' });
    expect(child.lines).toEqual(['failed STORE_DISK_FULL', 'then 1']);
    expect(readdirSync(folder).filter((name) => !name.startsWith('spill'))).toEqual(['small.parquet']);
  });

  it('is not loaded before the first query', async () => {
    const child = await startChild('load-store', { args: [join(folder, '.capstan')] });
    expect(await child.ended).toEqual({ how: 0, errors: '' });
    expect(child.lines).toEqual(['opened: loaded none', 'queried: loaded duckdb']);
  });
});
