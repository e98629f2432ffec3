import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { contractFrom, type DatasetVersion, defineContract, integer, nullable, number, string, timestamp } from '../../src/data/index.ts';
import { DAY } from '../../src/kernel/index.ts';
import type { Platform } from '../../src/platform/index.ts';
import { startServer } from '../../src/server/index.ts';
import { openColumns } from '../../src/store/index.ts';
import { openTinyPlatform } from '../tiny-project/open-tiny-platform.ts';
import { messagesOf } from '../messages/world.ts';
import { writeMessages } from '../messages/write-messages.ts';
import { day } from '../tiny-project/world.ts';
import { capstan } from './command-line.ts';
import { writeTinyProject } from '../tiny-project/write-tiny-project.ts';

// What the guides show is what works: their commands are asked, their TypeScript is compiled and used.

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const GUIDES = join(ROOT, 'docs', 'guides');

/** The blocks of code of a language. */
const blocksOf = (text: string, language: string): string[] => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code!);
/** Commands that stand by themselves: indented, a comment after `#`. */
const listedCommands = (text: string): string[] => [...text.matchAll(/^ {4}(?:npx )?capstan (.+)$/gm)].map(([, line]) => line!.replace(/\s+#.*$/, ''));
const inlineCommands = (text: string): string[] => [...text.matchAll(/`(?:npx )?capstan ([a-z][^`]*)`/g)].map(([, line]) => line!);
/** Words as a shell splits them; what follows `>` is a file. */
const wordsOf = (line: string): string[] => [...line.split(' > ')[0]!.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain!);

const SETTINGS = { version: '1', environment: { token: undefined, plain: true }, signal: new AbortController().signal };

/** What is wrong with a command: a word that is no command, an option that it does not have, too few or too many words. */
function problemOf(line: string): string | null {
  let command: Command = createProgram({ ...SETTINGS, args: [], exit: () => undefined });
  const options = [...command.options];
  let words = wordsOf(line);
  for (;;) {
    const next = command.commands.find((one) => one.name() === words[0]);
    if (next === undefined) break;
    command = next;
    words = words.slice(1);
  }
  if (command.parent === null) return `${words[0]} is no command`;
  for (const option of options) command.addOption(option);
  const { operands, unknown } = command.parseOptions(words);
  if (unknown.length > 0) return `it has no ${unknown[0]}`;
  const { registeredArguments: wanted } = command;
  // A command may be named alone.
  if (operands.length > 0 && operands.length < wanted.filter((one) => one.required).length) return `it wants ${wanted.map((one) => one.name()).join(', ')}`;
  return operands.length > wanted.length && wanted.at(-1)?.variadic !== true ? `${operands.at(-1)} is too many` : null;
}

/** Every page for people: what the repository, its rooms and its examples say of themselves, and the docs that nobody prints. */
async function pagesForPeople(): Promise<string[]> {
  const found: string[] = [];
  for (const place of ['src', 'docs', 'examples', 'test', 'bench', 'ui'])
    for (const file of await readdir(join(ROOT, place), { recursive: true })) if (file.endsWith('.md') && !/node_modules|^reference[/\\]/.test(file)) found.push(join(place, file));
  return ['README.md', 'ARCHITECTURE.md', ...found];
}

it('shows commands and options that there are, in every page', async () => {
  const wrong: string[] = [];
  let commands = 0;
  for (const name of await pagesForPeople()) {
    const text = await readFile(join(ROOT, name), 'utf8');
    for (const line of [...listedCommands(text), ...inlineCommands(text)]) {
      commands++;
      const problem = problemOf(line);
      if (problem !== null) wrong.push(`${name}: capstan ${line}: ${problem}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(commands).toBeGreaterThan(60);
  expect(problemOf('data suggest a.csv --lst 3')).toBe('it has no --lst');
  expect(problemOf('data suggets a.csv')).toMatch(/is too many|no command/);
});

/** Runs commands in the folder of a project, against a server over it; how each ended. */
async function run(lines: readonly string[], root: string, platform: Platform): Promise<Record<string, number>> {
  const server = await startServer(platform, { port: 0, version: '1' });
  const said: string[] = [];
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const codes: Record<string, number> = {};
  const before = process.cwd();
  process.chdir(root);
  try {
    for (const line of lines) {
      said.length = 0;
      codes[line] = 0;
      const args = ['--url', server.url, ...wordsOf(line)];
      await createProgram({ ...SETTINGS, args, exit: (code) => (codes[line] = code) })
        .exitOverride()
        .parseAsync(args, { from: 'user' });
      const [, file] = line.split(' > ');
      if (file !== undefined) await writeFile(file, said.join(''));
    }
    return codes;
  } finally {
    process.chdir(before);
    output.mockRestore();
    await server.close();
  }
}

describe('the guide of contracts', () => {
  let root: string;
  let platform: Platform;
  let guide: string;

  beforeAll(async () => {
    guide = await readFile(join(GUIDES, 'contracts.md'), 'utf8');
    root = await writeTinyProject();
    await mkdir(join(root, 'data'));
    await mkdir(join(root, 'contracts'));
    const store = openColumns();
    const orders = `SELECT i AS id, now()::TIMESTAMP - INTERVAL (1000 - i) MINUTE AS at, ['DE', 'FR', 'IT'][1 + i % 3] AS country,
      CASE WHEN i % 50 = 0 THEN NULL ELSE 20 + i % 40 END AS amount, 'C' || lpad((i * 7)::VARCHAR, 6, '0') AS customer FROM range(1000) AS t(i)`;
    await store.copyToParquet(`SELECT * REPLACE (amount::DOUBLE AS amount) FROM (${orders})`, join(root, 'data', 'orders.parquet'));
    await store.query(`COPY (${orders}) TO '${join(root, 'data', 'orders.csv')}' (HEADER)`);
    await store.close();
    await copyFile(join(ROOT, 'test', 'golden', 'contracts', 'ge-1.json'), join(root, 'suite.json'));
    const [declared] = blocksOf(guide, 'ts');
    await writeFile(join(root, 'declared.ts'), declared!);
    const { orders: contract } = (await import(/* @vite-ignore */ join(root, 'declared.ts'))) as { orders: unknown };
    expect(contractFrom(contract)).toEqual(contract);
    await writeFile(join(root, 'contracts', 'orders.json'), JSON.stringify(contract));
    platform = await openTinyPlatform(root);
    await platform.data.ingest('orders', { interval: { from: day(0), to: day(5) } });
  });
  afterAll(async () => {
    await platform.close();
    await rm(root, { recursive: true });
  });

  it('shows commands that do what it says', async () => {
    const codes = await run(listedCommands(guide), root, platform);
    expect(Object.entries(codes).filter(([, code]) => code !== 0)).toEqual([]);
    expect(Object.keys(codes).length).toBeGreaterThanOrEqual(5);
    expect(contractFrom(JSON.parse(await readFile(join(root, 'contracts', 'orders.json'), 'utf8'))).tests!.some((test) => test.test === 'drift')).toBe(true);
  });

  it('shows TypeScript that compiles, as does what is proposed', async () => {
    const blocks = blocksOf(guide, 'ts');
    for (const [i, code] of blocks.entries()) await writeFile(join(root, `block-${i}.ts`), code);
    const paths = { capstan: [join(ROOT, 'dist', 'sdk', 'index.d.ts')] };
    const compilerOptions = { paths, typeRoots: [join(ROOT, 'node_modules', '@types')], noUnusedLocals: false };
    await writeFile(join(root, 'package.json'), '{ "type": "module" }');
    await writeFile(join(root, 'tsconfig.json'), JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['block-*.ts', 'contracts/*.ts'], exclude: [] }));
    await writeFile(join(root, 'block-wrong.ts'), blocks[0]!.replace("test: 'missing', column: 'amount'", "test: 'missing', column: 'amuont'"));
    const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root]).catch(
      (error: unknown) => error as { stdout: string },
    );
    const told = stdout.split('\n').filter((line) => /^\S+\(\d+,\d+\): error/.test(line));
    expect(told).toEqual([expect.stringContaining('block-wrong.ts')]);
    expect(stdout).toContain('amuont');
  });
});

describe('the guide of data', () => {
  let root: string;
  let platform: Platform;

  beforeAll(async () => {
    root = await writeTinyProject();
    platform = await openTinyPlatform(root);
    const store = openColumns();
    const write = (name: string, query: string): Promise<unknown> => store.query(`COPY (${query}) TO '${join(root, name)}'`);
    const drawn = (salt: string): string => `(hash(i, '${salt}') % 1000003) / 1000003.0`;
    const kinds = `SELECT i AS id, ['cat', 'dog', 'bird'][1 + i % 3] AS kind, CASE WHEN i % 3 = 0 THEN .8 ELSE .1 END AS p_cat, CASE WHEN i % 3 = 1 THEN .8 ELSE .1 END AS p_dog,
      CASE WHEN i % 3 = 2 THEN .8 ELSE .1 END AS p_bird FROM range(600) AS t(i)`;
    await write('reviews.csv', `SELECT * REPLACE (CASE WHEN id % 100 = 7 THEN 'cat' ELSE kind END AS kind) FROM (${kinds})`);
    await write(
      'scored.parquet',
      `SELECT i AS id, ['north', 'south'][1 + i % 2] AS region, i % 2 AS late, ${drawn('p')} AS p, (i % 2) * ${drawn('loss')} AS loss FROM range(4000) AS t(i)`,
    );
    const sold = (from: number, count: number, amount = drawn('amount')): string =>
      `SELECT i AS id, TIMESTAMP '2026-01-01' + to_seconds(i * 60) AS at, 'C' || i % 97 AS customer, ['DE', 'FR', 'IT'][1 + i % 3] AS origin, ${amount} AS amount, (hash(i, 'late') % 2)::INT AS late
      FROM range(${from}, ${from + count}) AS t(i)`;
    await write('train.parquet', sold(0, 2000));
    await write('test.parquet', sold(1900, 1000));
    await write('june.csv', `${sold(0, 500)} ORDER BY id`);
    await write('july.parquet', sold(100, 500));
    const months = { january: sold(0, 3000), february: sold(3000, 1000, `CASE WHEN i % 4 = 0 THEN NULL ELSE ${drawn('amount')} END`) };
    const days = Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'today'].map((name, n) => [name, sold(4000 + n * 500, 500)]));
    for (const [name, query] of Object.entries({ ...months, ...days })) await write(`${name}.parquet`, query);
    await store.close();
    const columns = { id: integer(), at: timestamp(), customer: string(), origin: string(), amount: nullable(number()), late: integer() };
    await writeFile(join(root, 'flights.json'), JSON.stringify(defineContract({ columns, tests: [{ test: 'missing', column: 'amount', atMost: 0.01 }] })));
  });
  afterAll(async () => {
    await platform.close();
    await rm(root, { recursive: true });
  });

  it('shows commands that do what it says', async () => {
    const versions = [await platform.data.ingest('orders', { interval: { from: day(0), to: day(6) } })];
    for (let n = 6; n < 30; n += 6) versions.push(await platform.data.ingest('orders', { interval: { from: day(n), to: day(n + 6) }, parent: versions.at(-1)!.id }));
    const [before, version] = versions.slice(-2) as [DatasetVersion, DatasetVersion];
    const trained = await platform.train.train({ version, asOf: day(30), attribution: DAY, why: 'to look at it' });
    const names = { run_01k8: trained.run.id, '783696ba': before.id, '92bc121e': version.id, 'flights flights --last 28': 'orders orders --last 3' };
    const named = (line: string): string => Object.entries(names).reduce((text, [shown, own]) => text.replaceAll(shown, own), line);
    const lines = listedCommands(await readFile(join(GUIDES, 'data-quality.md'), 'utf8'));
    const codes = await run(lines.map(named), root, platform);
    expect(Object.keys(codes).length).toBeGreaterThanOrEqual(18);
    for (const [line, code] of Object.entries(codes)) expect([line, code]).toEqual([line, line.includes('february') ? 1 : 0]);
  });
});

describe('the guide of classes', () => {
  let root: string;
  let guide: string;

  beforeAll(async () => {
    guide = await readFile(join(GUIDES, 'classes.md'), 'utf8');
    root = await writeMessages();
    const messages = messagesOf(34).slice(0, 50);
    const requests = messages.map(({ id, at, words, amount, photos, channel }) => ({
      predictionId: String(id),
      unitKey: String(id),
      eventAt: at,
      inputs: { words, amount, photos, channel },
    }));
    await writeFile(join(root, 'requests.json'), JSON.stringify(requests));
    await writeFile(join(root, 'outcomes.json'), JSON.stringify(messages.map(({ id, desk, knownAt }) => ({ predictionId: String(id), label: desk, labelAt: knownAt }))));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('writes the scope as a project does', async () => {
    const scope = guide.split('\n').filter((line) => line.startsWith('    ') && !line.includes('capstan '));
    expect(scope.join('\n')).toMatch(/metric: .*cost: /s);
    expect((await readFile(join(root, 'capstan.config.ts'), 'utf8')).replaceAll(/\s+/g, ' ')).toContain(scope.join(' ').replaceAll(/\s+/g, ' ').trim());
  });

  it('shows commands that do what it says', { timeout: 600_000 }, async () => {
    const said: string[] = [];
    for (const line of listedCommands(guide)) {
      const { code, out, err } = await capstan(wordsOf(line), { cwd: root });
      expect(`${line}: ${code} ${err}`).toBe(`${line}: 0 `);
      said.push(out);
    }
    const [run, predict, feedback] = said;
    expect(run).toMatch(/✓ goal: Accuracy 0\.\d{4}/);
    expect(predict).toMatch(/decision +predicted +score/);
    expect(feedback).toMatch(/^50 accepted/);
  });
});
