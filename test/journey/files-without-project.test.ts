import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openColumns } from '../../src/store/index.ts';
import { capstan, makeFolder, PROGRAM } from './command-line.ts';

it('answers about files where there is no project, wherever they are, and leaves no state', async () => {
  const [place, elsewhere] = [makeFolder(), makeFolder()];
  for (const [name, from] of [
    ['june.csv', 0],
    ['july.csv', 300],
  ] as const)
    writeFileSync(join(place.folder, name), ['n', ...Array.from({ length: 400 }, (_, i) => from + i)].join('\n'));
  const drift = await capstan(['data', 'drift', 'june.csv', 'july.csv', '--report', 'drift.html'], { cwd: place.folder });
  expect(drift).toMatchObject({ code: 1, out: expect.stringContaining('n lies outside the reference') as string });
  expect(readdirSync(place.folder).toSorted()).toEqual(['drift.html', 'july.csv', 'june.csv']);
  expect(await capstan(['data', 'profile', join(place.folder, 'june.csv')], { cwd: elsewhere.folder })).toMatchObject({ code: 0 });
  // Of a column of which nothing can be compared it says so, and takes it for no change.
  const columns = openColumns();
  await columns.copyToParquet("SELECT i AS n, TIME '10:00' + to_minutes(i) AS opens, i % 2 = 0 AS even FROM range(300) t(i)", join(place.folder, 'shops.parquet'));
  await columns.close();
  const itself = await capstan(['data', 'drift', 'shops.parquet', 'shops.parquet'], { cwd: place.folder });
  expect(itself).toMatchObject({ code: 0, out: expect.stringMatching(/steady, 300 rows[^]*\? opens cannot be compared/) as string });
  const profile = await capstan(['data', 'profile', 'shops.parquet', '--save', 'shops.profile'], { cwd: place.folder });
  expect(profile.out).toMatch(/300 rows, 3 columns[^]*even {2,}boolean .*(?:true|false) 50\.0 %/);
  const misnamed = await capstan(['data', 'profile', 'shops.parquet', '--save', 'shops.txt'], { cwd: place.folder });
  expect(misnamed).toMatchObject({ code: 1, err: expect.stringMatching(/CLI_FILE_MISNAMED[^]*end in \.profile/) as string });
  const nowhere = await capstan(['data', 'profile', 'shops.parquet', '--save', 'nowhere/shops.profile'], { cwd: place.folder });
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('CLI_FILE_UNWRITABLE') as string });
  expect(await capstan(['data', 'drift', 'shops.profile', 'shops.parquet'], { cwd: place.folder })).toMatchObject({ code: 0 });
  expect(await capstan(['data', 'diff', 'june.csv', 'people'], { cwd: place.folder })).toMatchObject({ code: 1, err: expect.stringContaining('PROJECT_NEEDED') as string });
  expect(await capstan(['data', 'list'], { cwd: place.folder })).toMatchObject({ code: 1, err: expect.stringContaining('PROJECT_NOT_FOUND') as string });
  expect(existsSync(join(place.folder, '.capstan'))).toBe(false);
  place.remove();
  elsewhere.remove();
});

/** Bytes that a process has read so far. */
const readBy = (pid: number): number => Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);

it.skipIf(!existsSync('/proc/self/io'))('ends at once when it is interrupted in the midst of a reading, and leaves nothing', async () => {
  const place = makeFolder();
  const columns = openColumns();
  await columns.copyToParquet('SELECT i AS n, hash(i) AS x, hash(i + 1) AS y, hash(i + 2) AS z FROM range(6000000) t(i)', join(place.folder, 'large.parquet'));
  await columns.close();
  const temporary = join(place.folder, 'tmp');
  mkdirSync(temporary);
  const words = ['data', 'profile', 'large.parquet', '--save', 'large.profile'];
  const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: place.folder, env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  // More than the program itself: it is in the midst of the table.
  await expect.poll(() => readBy(child.pid!), { timeout: 30_000 }).toBeGreaterThan(40_000_000);
  expect(readdirSync(temporary)).toHaveLength(1);
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
  expect(said).toBe('interrupted\n');
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(place.folder).toSorted()).toEqual(['large.parquet', 'tmp']);
  place.remove();
});
