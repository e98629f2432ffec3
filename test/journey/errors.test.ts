import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capstan, makeFolder, messIn, PROGRAM, type Said, up } from './command-line.ts';

// What a person meets when something is wrong: the code, the names, the remedy, and no mess.

const { folder, remove } = makeFolder();
const template = join(folder, 'template');
let count = 0;

beforeAll(async () => void (await capstan(['init', template])));
afterAll(remove);

interface Project {
  readonly path: string;
  run(...args: string[]): Promise<Said>;
  /** Replaces text in a file of it. */
  edit(file: string, from: string, to: string): void;
}

function makeProject(): Project {
  const path = join(folder, `project-${++count}`);
  cpSync(template, path, { recursive: true });
  return {
    path,
    run: (...args) => capstan(args, { cwd: path }),
    edit(file, from, to) {
      const text = readFileSync(join(path, file), 'utf8');
      expect(text).toContain(from);
      writeFileSync(join(path, file), text.replace(from, to));
    },
  };
}

/** Says it failed so, told what to do, and left nothing behind. */
function expectRefusal(said: Said, project: Project, code: string): void {
  expect(said.code).toBe(1);
  expect(said.out).toBe('');
  expect(said.err).toMatch(new RegExp(`^${code}: `));
  expect(said.err).toMatch(/\n→ \S/);
  expect(messIn(project.path)).toEqual([]);
}

it('lists all problems of a configuration with file and line', async () => {
  const project = makeProject();
  project.edit('capstan.config.ts', 'goal: 0.65', 'goal: 1.65');
  project.edit('capstan.config.ts', "policy: 'drop'", "policy: 'ignore'");
  project.edit('capstan.config.ts', 'lastDays: 150', 'lastDays: -1');
  const said = await project.run('run');
  expectRefusal(said, project, 'PROJECT_INVALID');
  expect(said.err).toMatch(/the project has 3 problems/);
  expect(said.err).toMatch(/capstan\.config\.ts:24 scope\.metric\.goal must be <= 1/);
  expect(said.err).toMatch(/capstan\.config\.ts:4\d data\.invoices\.contract\.policy/);
  expect(said.err).toMatch(/capstan\.config\.ts:6\d train\.lastDays must be > 0/);

  const json = await project.run('run', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'PROJECT_INVALID', facts: { problems: expect.arrayContaining([expect.objectContaining({ line: 24 })]) } } });
});

it('names columns that the parts of a project do not agree on, and a file that does not compile', async () => {
  const project = makeProject();
  project.edit('capstan.config.ts', "eventAt: 'asked_at'", "eventAt: 'asked'");
  project.edit('rules.ts', 'amount_log >= 4.0', 'amountlog >= 4.0');
  const said = await project.run('status');
  expectRefusal(said, project, 'PROJECT_INVALID');
  expect(said.err).toMatch(/names the column "asked", which the contract does not have \(invoice, asked_at, /);
  expect(said.err).toMatch(/amountlog.*it may speak of/);

  project.edit('features.ts', "from 'capstan'", 'from');
  const broken = await project.run('status');
  expectRefusal(broken, project, 'PROJECT_INVALID');
  expect(broken.err).toMatch(/features\.ts:\d+ /);
});

it('says where it looked for a project', async () => {
  const said = await capstan(['status'], { cwd: folder });
  expect(said).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^PROJECT_NOT_FOUND: .*capstan init/s) as string });
});

it('names a source that is not there, and one that is broken', async () => {
  const project = makeProject();
  rmSync(join(project.path, 'data/invoices.csv'));
  const missing = await project.run('run');
  expect(missing.err).toMatch(/data\/invoices\.csv/);
  expectRefusal(missing, project, 'PROJECT_INVALID');

  writeFileSync(join(project.path, 'data/invoices.parquet'), 'PAR1 this is no table PAR1');
  project.edit('capstan.config.ts', "csv({ path: 'data/invoices.csv' })", "parquet({ path: 'data/invoices.parquet' })");
  project.edit('capstan.config.ts', 'csv, dataset', 'parquet, dataset');
  const broken = await project.run('run');
  expectRefusal(broken, project, 'DATA_SOURCE_UNREADABLE');
  expect(broken.err).toMatch(/dataset invoices .*invoices\.parquet/);
  expect(JSON.parse((await project.run('data', '--json')).out)).toEqual([]);
});

it('keeps the stack of user code that throws, and the run', async () => {
  const project = makeProject();
  project.edit('features.ts', 'return [Math.log10', "if (row.amount > 20_000) throw new RangeError('too much for us');\n    return [Math.log10");
  const said = await project.run('run');
  expectRefusal(said, project, 'TRAIN_RUN_FAILED');
  expect(said.err).toMatch(/failed in step features: .*too much for us/);
  expect(said.err).toMatch(/\n {4}at .*features\.ts:\d+:\d+/);
  expect(said.err).not.toMatch(/dist\/|node:/);
  const name = /run_\w+/.exec(said.err)![0];
  const shown = await project.run('runs', name, '--json');
  expect(JSON.parse(shown.out)).toMatchObject({ state: 'failed', error: expect.stringMatching(/features\.ts:\d+/) as string });
  expect(JSON.parse((await project.run('releases', '--json')).out)).toEqual([]);

  // What was finished before it is not done again once it is mended.
  project.edit('features.ts', "if (row.amount > 20_000) throw new RangeError('too much for us');", '');
  const mended = await project.run('run', '--explain');
  expect(mended).toMatchObject({ code: 0, err: '' });
  expect(mended.out).toMatch(/snapshot +cached/);
  expect(mended.out).toMatch(/features +ran/);
});

it('says that a disk is full, and goes on when it is not', async () => {
  const project = makeProject();
  const full = await capstan(['run'], { cwd: project.path, shell: "trap '' XFSZ; ulimit -f 300" });
  expectRefusal(full, project, 'STORE_DISK_FULL');
  expect(JSON.parse((await project.run('data', '--json')).out)).toEqual([]);
});

it('refuses what cannot be read: JSON, files, days, names', async () => {
  const project = makeProject();
  expectRefusal(await project.run('predict', '--inputs', '{"amount": '), project, 'CLI_INPUT_UNREADABLE');
  expectRefusal(await project.run('predict', '--file', 'nothing.json'), project, 'CLI_INPUT_UNREADABLE');
  writeFileSync(join(project.path, 'broken.json'), '[{');
  expectRefusal(await project.run('feedback', '--file', 'broken.json'), project, 'CLI_INPUT_UNREADABLE');
  expectRefusal(await project.run('monitor', 'report', '--out', 'nowhere/page.html'), project, 'CLI_FILE_UNWRITABLE');
  writeFileSync(join(project.path, 'wrong.json'), '[{"predictionId": 7}]');
  expectRefusal(await project.run('feedback', '--file', 'wrong.json'), project, 'SCHEMA_INVALID');
  expectRefusal(await project.run('run', '--until', 'yesterday'), project, 'CLI_INSTANT_UNREADABLE');
  expectRefusal(await project.run('runs', 'run_nothing'), project, 'TRAIN_RUN_UNKNOWN');
  expectRefusal(await project.run('data', 'show', 'nothing'), project, 'DATA_VERSION_UNKNOWN');
  expectRefusal(await project.run('predict', '--inputs', '{}'), project, 'SERVE_NOT_DEPLOYED');
  const unknown = await project.run('frobnicate');
  expect(unknown).toMatchObject({ code: 1, err: expect.stringMatching(/unknown command 'frobnicate'[^]*--help lists/) as string });
});

it('goes on to its end when nobody reads on', async () => {
  for (const words of [['--help'], ['data']]) {
    const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: makeProject().path, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect({ words, code, said }).toEqual({ words, code: 0, said: '' });
  }
});

it('starts no second server on a folder, and none on a port that is taken', async () => {
  const project = makeProject();
  const first = await up(project.path);
  const second = await project.run('up', '--port', '0');
  expect(second.code).toBe(1);
  expect(second.err).toMatch(/^STORE_FOLDER_IN_USE: a server is running on .* already \(process \d+, since .*\)\n→ use the one that runs, or stop it: kill \d+/);
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  const doctor = JSON.parse((await project.run('doctor', '--json')).out) as { diagnoses: { name: string; found: string }[] };
  expect(doctor.diagnoses.find((one) => one.name === 'server')!.found).toContain(`up at ${first.url}`);
  expect(await first.stop()).toBe(0);
  expect(messIn(project.path)).toEqual([]);

  const other = createServer();
  const port = await new Promise<number>((resolve) => other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)));
  const taken = await project.run('up', '--port', String(port));
  other.close();
  expectRefusal(taken, project, 'SERVER_PORT_IN_USE');
  expect(taken.err).toContain(`port ${port} of 127.0.0.1`);
});

it('listens for others only behind a token, which it never tells', async () => {
  const project = makeProject();
  const refused = await project.run('up', '--host', '0.0.0.0', '--port', '0');
  expectRefusal(refused, project, 'ACCESS_TOKEN_REQUIRED');
  const command = /capstan (up --host 0\.0\.0\.0 --token-file \S+)$/m.exec(refused.err)![1]!.split(' ');
  expect(existsSync(join(project.path, 'server-address.json'))).toBe(false);

  // The command that it names does mend it.
  mkdirSync(join(project.path, '.capstan'), { recursive: true });
  const tokenFile = join(project.path, '.capstan/token');
  const server = await up(
    project.path,
    command.slice(1).map((word) => (word === '.capstan/token' ? tokenFile : word)),
  );
  const token = readFileSync(tokenFile, 'utf8').trim();
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  expect(token.length).toBeGreaterThan(40);
  const url = server.url.replace('0.0.0.0', '127.0.0.1');
  const ask = (headers: Record<string, string>) => fetch(`${url}/v1/data/list`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
  expect((await ask({})).status).toBe(401);
  expect((await ask({ authorization: 'Bearer wrong-wrong-wrong-wrong-wrong' })).status).toBe(401);
  expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200);
  // Other commands on this machine find the token where the server read it.
  const status = await project.run('status', '--json');
  expect(status).toMatchObject({ code: 0, err: '' });
  await server.stop();
  expect(server.said() + refused.err + status.out).not.toContain(token);

  writeFileSync(join(project.path, 'weak'), 'hello\n');
  const weak = await project.run('up', '--token-file', 'weak', '--port', '0');
  expectRefusal(weak, project, 'ACCESS_TOKEN_WEAK');
  expect(weak.err).not.toContain('hello');
});
