import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../kernel/index.ts';
import { type FilesPlatform, openFiles } from './open-files.ts';
import { operations, type Operations } from './operations.ts';

// A person with two files and no project: every question about tables is answered.

let folder: string;
let files: FilesPlatform;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-two-files-'));
  writeFileSync(join(folder, 'june.csv'), table({ seed: 'june', older: 0, from: 0 }));
  writeFileSync(join(folder, 'july.csv'), table({ seed: 'july', older: 6, from: 400 }));
  files = await openFiles(folder, new AbortController().signal);
});
afterAll(async () => {
  await files.close();
  rmSync(folder, { recursive: true });
});

/** 500 people, in which the young come late less often than the old. */
function table({ seed, older, from }: { readonly seed: string; readonly older: number; readonly from: number }): string {
  const random = seededRandom(seed);
  const rows = Array.from({ length: 500 }, (_, i) => {
    const age = Math.round(20 + older + 40 * random.next());
    const p = 1 / (1 + Math.exp((40 - age) / 4));
    return [`u${from + i}`, age, 'abc'[Math.floor(3 * random.next())], Number(random.next() < p), p.toFixed(3)].join(',');
  });
  return ['id,age,city,late,p', ...rows].join('\n');
}

const ask = async <N extends keyof Operations>(name: N, input: Operations[N]['input']): Promise<Operations[N]['output']> =>
  (await files.perform(
    operations.find((operation) => operation.name === name)!,
    input,
    { actor: 'test' },
  )) as Operations[N]['output'];

it('profiles, compares and checks them', async () => {
  expect(await ask('data.profile', { table: 'june.csv' })).toMatchObject({ rows: 500 });
  writeFileSync(join(folder, 'june.profile'), Buffer.from((await ask('data.profile-file', { table: 'june.csv' })).file, 'base64'));
  for (const reference of ['june.csv', 'june.profile'])
    expect(await ask('data.drift', { reference, current: 'july.csv' })).toMatchObject({ verdict: 'changed', rows: { reference: 500, current: 500 } });
  expect(await ask('data.drift', { reference: 'june.csv', current: 'june.csv' })).toMatchObject({ verdict: 'steady' });
  writeFileSync(join(folder, 'contract.json'), (await ask('data.suggest', { tables: ['june.csv'], format: 'json' })).text);
  expect(await ask('data.check', { table: 'june.csv', contract: 'contract.json' })).toMatchObject({ verdict: 'passed' });
  expect(await ask('data.check', { table: 'july.csv', contract: 'contract.json' })).toMatchObject({ verdict: 'failed' });
});

it('says how rows differ, by a key or by their values', async () => {
  expect(await ask('data.diff', { before: 'june.csv', after: 'july.csv', key: 'id' })).toMatchObject({
    dataset: null,
    before: { name: 'june.csv', version: null, rows: 500 },
    byKey: { added: 400, removed: 400 },
  });
  const lines = readFileSync(join(folder, 'june.csv'), 'utf8').split('\n');
  // The ages become 21.0, which are the same numbers; one row goes, and two come.
  const written = lines.map((line) => line.replace(/^(u\d+,\d+),/, '$1.0,')).toSpliced(5, 1, 'u900,33.5,a,0,0.1', 'u901,33.5,a,0,0.1');
  writeFileSync(join(folder, 'mended.csv'), written.join('\n'));
  expect(await ask('data.diff', { before: 'june.csv', after: 'mended.csv' })).toMatchObject({
    rows: { added: 2, removed: 1, kept: 499 },
    columns: { added: [], removed: [], changed: [{ name: 'age', before: 'integer', after: 'number' }] },
  });
});

it('finds wrong labels, weak slices and leaks, and measures predictions', async () => {
  expect(await ask('data.label-errors', { table: 'june.csv', label: 'late', probabilities: ['p'], key: 'id' })).toMatchObject({ rows: 500 });
  expect(await ask('data.slices', { table: 'june.csv', label: 'late', score: 'p', ignore: ['id'] })).toMatchObject({ error: '(late - p)²' });
  const { leaks } = await ask('data.leakage', { train: 'june.csv', test: 'july.csv', label: 'late', key: 'id' });
  expect(leaks.find((leak) => leak.kind === 'same_keys')).toMatchObject({ count: 100 });
  expect(await ask('monitor.evaluate', { table: 'june.csv', task: 'binary', label: 'late', score: 'p' })).toMatchObject({ rows: 500 });
});

it('needs a project for versions and runs alone', async () => {
  await expect(ask('data.diff', { before: 'june.csv', after: 'people' })).rejects.toMatchObject({ code: 'PROJECT_NEEDED', facts: { named: 'people' } });
  await expect(ask('data.slices', { table: 'run_1' })).rejects.toMatchObject({ code: 'PROJECT_NEEDED', facts: { named: 'run_1' } });
  await expect(ask('data.profile', { table: 'august.csv' })).rejects.toMatchObject({ code: 'DATA_FILE_UNKNOWN' });
});
