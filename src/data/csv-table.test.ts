import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Means, openMeans } from '../store/index.ts';
import { csvTable } from './csv-table.store.ts';

let root: string;
let means: Means & { close(): Promise<void> };
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'csv-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: [] });
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

async function read(content: string | Buffer): Promise<unknown[]> {
  const path = join(root, 'table.csv');
  await writeFile(path, content);
  return means.columns.query(`SELECT * FROM ${await csvTable(means.columns, path, 'table.csv')}`);
}
const lines = (rows: number, broken: number): string => `a,b\n${Array.from({ length: rows }, (_, i) => `${i},${i === broken ? '1,2' : i}\n`).join('')}`;

it('reads what is written with another delimiter, a mark of byte order, quotes, a single column', async () => {
  expect(await read('\uFEFFname;"a;b"\r\n"x ""y""";1\r\n')).toEqual([{ name: 'x "y"', 'a;b': 1 }]);
  expect(await read('name\nx\n')).toEqual([{ name: 'x' }]);
  expect(await read('"last, first"\nx\ny\n')).toHaveLength(2);
  expect(await read('a,b\n')).toEqual([]);
});

it('tells the line that has another number of values, where the whole would be read as one column', async () => {
  await expect(read(lines(1_000, 499))).rejects.toMatchObject({
    code: 'DATA_FILE_UNREADABLE',
    message: expect.stringContaining('line 501 has 3 values, the line of names 2: 499,1,2') as string,
  });
  // Beyond the rows by which the delimiter is found out.
  await expect(read(lines(30_000, 29_000))).rejects.toThrow(/table\.csv/);
});

it('tells an empty file, and one of another encoding', async () => {
  await expect(read('')).rejects.toThrow(/table\.csv cannot be read: it is empty/);
  await expect(read(Buffer.from('name,v\nMüller,1\n', 'latin1'))).rejects.toMatchObject({
    message: expect.stringContaining('line 2 is not UTF-8') as string,
  });
});
