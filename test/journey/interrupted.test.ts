import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capstan, makeFolder, messIn, PROGRAM } from './command-line.ts';

// What writes comes to its end when it is interrupted once; what a second time leaves unfinished is gone with the next start.

const { folder, remove } = makeFolder();
const project = join(folder, 'p');
const unfinished = (): string[] => readdirSync(join(project, '.capstan/unfinished'));
const versions = async (): Promise<number> => (JSON.parse((await capstan(['data', '--json'], { cwd: project })).out) as unknown[]).length;

/** Begins to ingest a month, and waits until it writes. */
async function ingest(month: number): Promise<{ readonly child: ChildProcess; readonly ended: Promise<unknown[]>; said(): string }> {
  const words = ['data', 'ingest', 'invoices', '--from', `2025-0${month}-01`, '--to', `2025-0${month + 1}-01`, '--alone'];
  const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: project, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  await expect.poll(unfinished, { timeout: 30_000, interval: 5 }).toHaveLength(1);
  return { child, ended, said: () => said };
}

beforeAll(async () => {
  await capstan(['init', 'p'], { cwd: folder });
  const path = join(project, 'data/invoices.csv');
  const [names, ...rows] = readFileSync(path, 'utf8').trim().split('\n');
  const more = Array.from({ length: 40 }, (_, copy) => rows.map((row) => row.replace(/^\d+/, (invoice) => String(Number(invoice) + copy * rows.length))));
  writeFileSync(path, [names, ...more.flat()].join('\n'));
  expect(await versions()).toBe(0);
});
afterAll(remove);

it('lets what writes come to its end, says so, and leaves nothing unfinished', async () => {
  const { child, ended, said } = await ingest(3);
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(said()).toContain('this is brought to its end first; interrupt again to end at once');
  expect(messIn(project)).toEqual([]);
  expect(await versions()).toBe(1);
});

it('ends at once when it is interrupted again, and the next start removes what it left', async () => {
  const { child, ended, said } = await ingest(4);
  child.kill('SIGINT');
  await expect.poll(said, { interval: 5 }).toContain('interrupt again');
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
  expect(said()).toMatch(/interrupted\n$/);
  expect(unfinished()).toHaveLength(1);
  expect(await versions()).toBe(1);
  expect(messIn(project)).toEqual([]);
});
