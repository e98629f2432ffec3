import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { capstan, makeFolder, type Said } from './command-line.ts';

// Invoices that the bookkeeping hands in late are learned from, though their days had been read.

const { folder, remove } = makeFolder();
const project = join(folder, 'late-rows');
const inProject = (args: readonly string[]): Promise<Said> => capstan(args, { cwd: project });
afterAll(remove);

it('learns from rows that came late and from days that came since, and says what it read again', async () => {
  await capstan(['init', 'late-rows'], { cwd: folder });
  expect((await inProject(['run', '--release'])).code).toBe(0);
  const file = join(project, 'data', 'invoices.csv');
  const invoice = (id: number, day: string): string => `${id},2025-${day} 10:${String(id % 60).padStart(2, '0')},1000,30,retail,0.2,0,2025-07-31 10:00`;
  const more = Array.from({ length: 40 }, (_, i) => [invoice(20_000 + i, '03-10'), invoice(30_000 + i, '07-02')]).flat();
  writeFileSync(file, `${readFileSync(file, 'utf8')}${more.join('\n')}\n`);
  const late = await inProject(['run', '--explain']);
  expect(late.out).toMatch(/invoices [0-9a-f]{12}: 9,0\d\d rows/);
  expect(late.out).toContain('read again, since the source holds it otherwise: 2025-01-01 to 2025-07-01, 9,040 rows, 9,000 before');
  expect(late.out).toMatch(/snapshot +ran/);
  const again = await inProject(['run']);
  expect(again.out).toMatch(/snapshot +cached/);
  expect(again.out).not.toContain('read again');
  // Whoever begins anew is told what the next training learns from then, and the training says it too.
  const anew = await inProject(['data', 'ingest', 'invoices', '--from', '2025-03-01', '--to', '2025-07-02', '--alone']);
  expect(anew.out).toContain('it begins anew, and is the newest now: the next training goes on from it');
  expect((await inProject(['run', '--until', '2025-07-02'])).out).toMatch(/invoices [0-9a-f]{12}: [\d,]+ rows, 2025-03-01 to 2025-07-02/);
});
