import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

// What is published: packed, installed into an empty folder as anybody would, and used there.

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'capstan-pack-'));
const home = join(folder, 'empty');

/** The environment of a shell that no npm script has started. */
const env = Object.fromEntries(
  Object.entries({ ...process.env, NO_COLOR: '1', CI: '1', npm_config_loglevel: 'error' }).filter(
    ([name]) => !/^npm_(?!config_(?:loglevel|registry|cache|userconfig)$)|^INIT_CWD$/.test(name),
  ),
);
const inFolder = (cwd: string, command: string, ...args: string[]) => run(command, args, { cwd, env, maxBuffer: 1 << 26 });

beforeAll(async () => {
  await inFolder(repository, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  mkdirSync(home);
  // As the README says: the CPU runtime is inside the package, more need not be fetched.
  writeFileSync(join(home, '.npmrc'), 'onnxruntime-node-install=skip\n');
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  // A folder above that holds packages (`/tmp/node_modules`) would otherwise be taken for the place to install into.
  await inFolder(home, 'npm', 'install', '--prefix', home, '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is small, and holds nothing but what runs', () => {
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  expect(statSync(join(folder, tarball!)).size).toBeLessThan(3_000_000);
  const installed = join(home, 'node_modules/capstan');
  expect(readdirSync(installed).toSorted()).toEqual(expect.arrayContaining(['dist', 'examples', 'package.json']));
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => /(?:^|\/)(?:src|test|node_modules|\.capstan)(?:\/|$)|\.test\./.test(file))).toEqual([]);
});

it('starts a project that trains, releases and decides, and depends on this very package', async () => {
  await inFolder(home, 'npx', 'capstan', 'init', 'x');
  const project = join(home, 'x');
  const first = await inFolder(project, 'npx', 'capstan', 'run', '--release');
  expect(first.stdout).toMatch(/release sha256:[0-9a-f]{64} is the champion/);
  const predicted = await inFolder(
    project,
    'npx',
    'capstan',
    'predict',
    '--json',
    '--inputs',
    '{"amount": 18000, "terms": 60, "industry": "construction", "past_late_share": 0.8}',
  );
  expect(JSON.parse(predicted.stdout)).toEqual([expect.objectContaining({ decision: 'call' })]);
  const doctor = await inFolder(project, 'npx', 'capstan', 'doctor', '--json');
  expect(JSON.parse(doctor.stdout)).toMatchObject({ healthy: true });
  const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { dependencies: { capstan: string } };
  expect(dependencies.capstan).toMatch(/^file:.*capstan-\d.*\.tgz$/);
});

it('gives users types', async () => {
  const { stdout } = await run(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '-p', join(home, 'x')], { cwd: home, env }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
});
