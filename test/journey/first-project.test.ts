import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capstan, makeFolder, messIn, PROGRAM, type Said } from './command-line.ts';

// From an empty folder to a decision, with nothing but the program; then: what nothing has changed for is answered at once.

const { folder, remove } = makeFolder();
const project = join(folder, 'Late payers');
const inProject = (args: readonly string[]): Promise<Said> => capstan(args, { cwd: project });
/** Two at a time. */
async function inTurns(commands: readonly (readonly string[])[]): Promise<Said[]> {
  const said: Said[] = [];
  for (let i = 0; i < commands.length; i += 2) said.push(...(await Promise.all(commands.slice(i, i + 2).map(inProject))));
  return said;
}
const RUN = ['run', '--release', '--explain'];

beforeAll(async () => {
  const made = await capstan(['init', 'Late payers'], { cwd: folder });
  expect(made).toMatchObject({ code: 0, err: '' });
});
afterAll(remove);

it('makes a project in an empty folder, and refuses one that has something in it', async () => {
  expect(readdirSync(project).toSorted()).toEqual(['.gitignore', '.npmrc', 'README.md', 'capstan.config.ts', 'data', 'features.ts', 'package.json', 'rules.ts', 'tsconfig.json']);
  expect(readFileSync(join(project, 'capstan.config.ts'), 'utf8')).toContain("name: 'late-payers'");
  const again = await capstan(['init'], { cwd: project });
  expect(again.code).toBe(1);
  expect(again.err).toMatch(/^CLI_FOLDER_NOT_EMPTY: .*\n→ choose another folder/);
});

it('trains, releases, decides and tells where it stands', async () => {
  const first = await inProject(RUN);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/set aside/);
  expect(first.out).toMatch(/train +ran +\d+ +first run/);
  expect(first.out).toMatch(/✓ goal: AUC 0\.7/);
  expect(first.out).toMatch(/release sha256:[0-9a-f]{64} is the champion/);
  expect(messIn(project)).toEqual([]);

  const decided = await inProject(['predict', '--unit', '4711', '--inputs', '{"amount": 18000, "terms": 60, "industry": "construction", "past_late_share": 0.8}', '--json']);
  expect(JSON.parse(decided.out)).toEqual([expect.objectContaining({ decision: 'call', rule: 'large', score: expect.closeTo(0.7, 0) })]);

  const status = await inProject(['status', '--json']);
  expect(JSON.parse(status.out)).toMatchObject({ project: 'late-payers', deployment: { champion: { name: 'r1' } } });
  const releases = JSON.parse((await inProject(['releases', '--json'])).out) as unknown[];
  expect(releases).toHaveLength(1);
  expect(messIn(project)).toEqual([]);
});

it('shows every part of its state, to people and as JSON', async () => {
  const wordy = [['data'], ['data', 'show', 'invoices'], ['data', 'diff', 'invoices', 'invoices'], ['runs'], ['runs', 'run_'], ['releases'], ['deploy'], ['monitor'], ['status']];
  const silent = [['data', 'show', 'invoices'], ['deploy'], ['monitor']];
  const said = await inTurns([...wordy, ...silent.map((command) => [...command, '--json'])]);
  expect(said.map(({ code, err }) => `${code}${err}`)).toEqual(said.map(() => '0'));
  expect(said.slice(0, wordy.length).filter((one) => /undefined|NaN|\[object/.test(one.out))).toEqual([]);
  for (const one of said.slice(wordy.length)) expect(() => void JSON.parse(one.out)).not.toThrow();
  const drift = await inProject(['data', 'drift', 'invoices', 'data/invoices.csv', '--report', 'drift.html', '--json']);
  expect(JSON.parse(drift.out)).toMatchObject({ reference: 'invoices', current: 'data/invoices.csv' });
  expect(readFileSync(join(project, 'drift.html'), 'utf8')).toContain('<h1>data/invoices.csv</h1>');
  rmSync(join(project, 'drift.html'));
  expect((await inProject(['data', 'quarantined', 'invoices'])).out).toMatch(/631 +2025-01-13 16:18 +-114\.50/);
});

/** Whether the quick answer is given, without falling back to the whole program. */
function answersFast(args = RUN): boolean {
  const program = `import { runFast } from ${JSON.stringify(pathToFileURL(join(PROGRAM, '../run-fast.js')).href)}; process.stderr.write(String(runFast(${JSON.stringify(args)})))`;
  const out = execFileSync('sh', ['-c', '"$0" --input-type=module -e "$1" 2>&1 >/dev/null', process.execPath, program], { cwd: project, encoding: 'utf8' });
  return out === 'true';
}

it('answers an unchanged run at once, with what the whole program would say', async () => {
  const slow = await inProject(RUN);
  expect(slow.out).toMatch(/train +cached +\d+ +unchanged/);
  expect(slow.out).toContain('champion: it is the champion, byte for byte');
  expect(answersFast()).toBe(true);
  const fast = await inProject(RUN);
  expect(fast).toEqual(slow);
  expect(answersFast(['run'])).toBe(false);

  // Another question writes its own records; the first answer still holds.
  const json = await inProject(['run', '--json']);
  expect(answersFast()).toBe(true);
  expect(await inProject(['run', '--json'])).toEqual({ ...json, out: json.out });
});

it.each<[string, string, string]>([
  ['the configuration', 'capstan.config.ts', '// edited\n'],
  ['the feature file', 'features.ts', '// edited\n'],
  ['a file that the configuration imports', 'rules.ts', '// edited\n'],
  ['the lock file', 'package-lock.json', '{}'],
  ['what npm has installed', 'node_modules/.package-lock.json', '{}'],
  ['the compiler’s settings', 'tsconfig.json', '\n'],
])('asks the whole program when %s changes', (_, file, more) => {
  expect(answersFast()).toBe(true);
  const path = join(project, file);
  const before = existsSync(path) ? readFileSync(path) : null;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${before?.toString() ?? ''}${more}`);
  expect(answersFast()).toBe(false);
  if (before === null) rmSync(join(project, file.split('/')[0]!), { recursive: true });
  else writeFileSync(path, before);
  expect(answersFast()).toBe(true);
});

it('asks the whole program when the data or Capstan itself changes', async () => {
  expect(answersFast()).toBe(true);
  const source = join(project, 'data/invoices.csv');
  utimesSync(source, new Date(), new Date());
  expect(answersFast()).toBe(false);

  await inProject(RUN);
  expect(answersFast()).toBe(true);
  utimesSync(join(PROGRAM, '../terminal.js'), new Date(), new Date());
  expect(answersFast()).toBe(false);
});

it('runs again what an edit reaches, and says why', async () => {
  const path = join(project, 'features.ts');
  writeFileSync(path, readFileSync(path, 'utf8').replace('50 * overall) / (n + 50)', '80 * overall) / (n + 80)'));
  const edited = await inProject(RUN);
  expect(edited.out).toMatch(/check +cached +\d+ +unchanged/);
  expect(edited.out).toMatch(/features +ran +\d+ +.*features\.ts/);
  expect(edited.out).toMatch(/is queued for a trial/);
  const again = await inProject(RUN);
  expect(again.out).toMatch(/features +cached[^]*is queued for a trial/);
  expect((await inProject(['status'])).out).toMatch(/loop +r2 queued/);

  expect(answersFast()).toBe(true);
  await inProject(['data', 'ingest', 'invoices', '--from', '2025-03-01', '--to', '2025-03-05', '--alone']);
  expect(answersFast()).toBe(false);
});
