import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capstan, makeFolder, type Said } from './command-line.ts';

// `capstan ci` on a project, as a pull request would run it.

const { folder, remove } = makeFolder();
const project = join(folder, 'invoices');
const inProject = (...args: string[]): Promise<Said> => capstan(args, { cwd: project });
const read = (file: string): string => readFileSync(join(project, file), 'utf8');
function edit(file: string, from: string, to: string): void {
  expect(read(file)).toContain(from);
  writeFileSync(join(project, file), read(file).replace(from, to));
}
const records = (): string => read('.capstan/records.sqlite');

beforeAll(async () => void (await capstan(['init', project])));
afterAll(remove);

it('passes a project that can be released, and keeps nothing of it', async () => {
  const said = await inProject('ci', '--junit', 'reports/junit.xml', '--markdown', 'reports/report.md');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/amount lies outside .* 11 of 9000 rows/);
  expect(said.out).toMatch(/✓ champion: there is no champion/);
  expect(said.out).toMatch(/this can be released: 31 passed, 0 failed, 2 with a warning\n$/);
  expect(read('reports/junit.xml')).toMatch(/<testsuites name="invoices" tests="31" failures="0"/);
  expect(read('reports/report.md')).toMatch(/^## ✅ invoices: this can be released/);
  expect(existsSync(join(project, '.capstan/records.sqlite'))).toBe(false);
  expect(readdirSync(join(project, '.capstan/copies'))).toEqual([]);
});

it('compares with the champion, and leaves the records alone', async () => {
  await inProject('run', '--release');
  const before = records();
  // A model that learns next to nothing: better than the baseline, but far from the champion.
  edit('capstan.config.ts', 'gradientBoosting({ trees: 80, leaves: 8, minLeaf: 60 })', 'gradientBoosting({ trees: 2, leaves: 2, minLeaf: 60 })');
  edit('capstan.config.ts', 'goal: 0.65', 'goal: 0.6');
  const said = await inProject('ci', '--json');
  expect(said.code).toBe(1);
  const report = JSON.parse(said.out) as { passed: boolean; suites: { name: string; cases: { name: string; state: string; message?: string }[] }[]; quality: { name: string }[] };
  const states = Object.fromEntries(report.suites.find((suite) => suite.name === 'gate')!.cases.map((one) => [one.name, one.state]));
  expect(states).toMatchObject({ goal: 'passed', champion: 'failed' });
  expect(report.quality.map((one) => one.name)).toEqual(['this candidate', 'the baseline, on the same rows', 'the champion, when it was released']);
  expect(records()).toBe(before);
  expect(readdirSync(join(project, '.capstan/copies'))).toEqual([]);
});

it('stops at a contract that is broken, and says with which rows', async () => {
  edit('capstan.config.ts', "policy: 'drop'", "policy: 'stop'");
  const said = await inProject('ci', '--markdown', 'reports/broken.md');
  expect(said.code).toBe(1);
  expect(said.out).toMatch(/✗ amount: .*11 of 9000 rows[^]*"amount":"-114\.50"/);
  expect(said.out).toMatch(/· pipeline[^]*· gate/);
  expect(read('reports/broken.md')).toMatch(/^## ❌ .*cannot be released[^]*<details><summary>amount<\/summary>/);
});

it('tells every problem of a configuration', async () => {
  edit('capstan.config.ts', 'goal: 0.6', 'goal: 6');
  edit('capstan.config.ts', "policy: 'stop'", "policy: 'halt'");
  const said = await inProject('ci', '--junit', 'reports/invalid.xml');
  expect(said.code).toBe(1);
  expect(said.out).toMatch(/✗ capstan\.config\.ts:24: scope\.metric\.goal/);
  expect(read('reports/invalid.xml')).toMatch(/<testsuite name="configuration" tests="2" failures="2"/);
});
