import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openColumns } from '../../src/store/index.ts';
import { readFeatureTable } from '../../src/train/feature-table.ts';
import { capstan, type Said, up } from '../journey/command-line.ts';
import { makeEnvironment, REPOSITORY } from './make-environment.ts';

// The example from an empty state to a served release: through the real program and server, with scikit-learn and MLflow as PyPI has them.

const EXAMPLE = join(REPOSITORY, 'examples/python-sklearn');
const folder = mkdtempSync(join(REPOSITORY, '.tmp-python-'));
const project = join(folder, 'project');
const run = (...more: string[]): Promise<Said> => capstan(['run', '--since', '2001-01-01', '--until', '2001-02-01', '--explain', ...more], { cwd: project });
const path = (file: string): string => join(project, file);
const edit = (file: string, from: string, to: string): void => {
  const text = readFileSync(path(file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(path(file), text.replace(from, to));
};
const blob = (digest: string): string => join(project, '.capstan/blobs/sha256', digest.slice(7, 9), digest.slice(9));
const statuses = (said: Said): string[] => [...said.out.matchAll(/^([\w-]+) +(ran|cached) /gm)].map((match) => `${match[1]} ${match[2]}`);
const CACHED = ['snapshot', 'check', 'features', 'check-features', 'split', 'export-table'].map((step) => `${step} cached`);

interface RunView {
  readonly id: string;
  readonly artifacts: Readonly<Record<string, string>>;
}
const newestRun = async (): Promise<RunView> => {
  const [newest] = JSON.parse((await capstan(['runs', '--json'], { cwd: project })).out) as RunView[];
  return JSON.parse((await capstan(['runs', newest!.id, '--json'], { cwd: project })).out) as RunView;
};

/** The largest difference between what the server answers and what the Python model of a run says of the same rows. */
async function compare(trained: RunView, count: number): Promise<number> {
  const columns = openColumns();
  const rows = await columns.query<{ departure: number; distance: number; origin: string; destination: string }>(
    'SELECT departure, distance, origin, destination FROM read_parquet($1) LIMIT $2',
    [blob(trained.artifacts['split/testRows']!), count],
  );
  await columns.close();
  const table = await readFeatureTable(blob(trained.artifacts['split/test']!));
  const features = join(folder, 'rows.json');
  writeFileSync(features, JSON.stringify(rows.map((_, row) => table.columns.map((column) => column[row]!))));
  const server = await up(project);
  try {
    const requests = rows.map((inputs, at) => ({ unitKey: String(at), inputs }));
    const answer = await fetch(`${server.url}/v1/predict`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ requests }) });
    const { answers } = (await answer.json()) as { answers: { score: number }[] };
    const env = { ...process.env, MLFLOW_TRACKING_URI: server.url };
    const { stdout } = await promisify(execFile)(path('.venv/bin/python'), [join(REPOSITORY, 'test/python/score.py'), trained.id, features], { env, maxBuffer: 1 << 26 });
    const expected = JSON.parse(stdout) as number[];
    expect(answers).toHaveLength(count);
    expect(new Set(answers.map(({ score }) => score)).size).toBeGreaterThan(count / 2);
    return Math.max(...answers.map(({ score }, at) => Math.abs(score - expected[at]!)));
  } finally {
    await server.stop();
  }
}

beforeAll(async () => {
  cpSync(EXAMPLE, project, { recursive: true, filter: (source) => !/[\\/](?:\.capstan|\.venv|__pycache__)$/.test(source) });
  symlinkSync(await makeEnvironment(path('requirements.txt')), path('.venv'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let trained: RunView;

it('trains with scikit-learn, passes the gate and is released', async () => {
  const said = await run('--release');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/train +ran +\d+ +first run/);
  expect(said.out).not.toContain('does not declare');
  expect(said.out).toMatch(/✓ parity: /);
  expect(said.out).toMatch(/release sha256:[0-9a-f]{64} is the champion/);
  trained = await newestRun();
});

it('serves what Python says, to 1e-6', async () => {
  expect(await compare(trained, 2_000)).toBeLessThanOrEqual(1e-6);
});

it('has in its run what autologging saw', async () => {
  const server = await up(project);
  try {
    const answer = await fetch(`${server.url}/api/2.0/mlflow/runs/get?run_id=${trained.id}`);
    const { run: tracked } = (await answer.json()) as { run: { info: object; data: { params: { key: string; value: string }[]; metrics: { key: string; value: number }[] } } };
    expect(tracked.info).toMatchObject({ status: 'FINISHED' });
    expect(tracked.data.params).toContainEqual({ key: 'randomforestclassifier__n_estimators', value: '40' });
    expect(tracked.data.metrics.find(({ key }) => key === 'training_roc_auc')!.value).toBeGreaterThan(0.7);
    expect(tracked.data.metrics.find(({ key }) => key === 'auc')!.value).toBeGreaterThan(0.64);
  } finally {
    await server.stop();
  }
});

it('is cached when nothing has changed', async () => {
  expect(statuses(await run())).toEqual([...CACHED, 'train cached', 'check-model cached', 'evaluate cached', 'profile cached']);
  expect(statuses(await run()).some((status) => status.endsWith('ran'))).toBe(false);
});

it('trains again, and does nothing else, when a declared file says the same in other words', async () => {
  edit('lib/pipeline.py', '"""The model:', '"""The model, in two steps:');
  const said = await run();
  expect(statuses(said)).toEqual([...CACHED, 'train ran', 'check-model cached', 'evaluate cached', 'profile cached']);
  expect(said.out).toMatch(/train +ran +\d+ +file lib\/pipeline\.py changed/);
});

it('names a file that it reads and does not declare, and stops there when it is told to', async () => {
  writeFileSync(path('settings.json'), '{"trees": 5}');
  edit('train.py', 'options = parser.parse_args()', 'options = parser.parse_args()\noptions.trees = __import__("json").load(open("settings.json"))["trees"]');
  const said = await run();
  expect(said.out).toContain('! train read settings.json, which it does not declare: add it to its files');
  expect(statuses(said)).toEqual([...CACHED, 'train ran', 'check-model ran', 'evaluate ran', 'profile ran']);
  writeFileSync(path('settings.json'), '{"trees": 6}');
  expect((await run()).out).toMatch(/train +ran +\d+ +file settings\.json changed, which is not declared/);
  edit('capstan.config.ts', "files: ['lib/**'],", "files: ['lib/**'], undeclaredReads: 'stop',");
  const stopped = await run();
  expect(stopped.code).toBe(1);
  expect(stopped.err).toContain('step train read settings.json, which it does not declare');
});

it('takes the ONNX model that is logged, of a kind that only ONNX Runtime evaluates, and serves it as Python does', async () => {
  cpSync(EXAMPLE, project, { recursive: true, filter: (source) => !/[\\/](?:\.capstan|\.venv|__pycache__)$/.test(source) });
  edit(
    'lib/pipeline.py',
    'forest = RandomForestClassifier(trees, min_samples_leaf=20, random_state=seed, n_jobs=1)',
    'forest = MLPClassifier((trees,), max_iter=5, random_state=seed)',
  );
  edit(
    'lib/pipeline.py',
    'from sklearn.ensemble import RandomForestClassifier',
    'from sklearn.neural_network import MLPClassifier\nfrom sklearn.preprocessing import StandardScaler',
  );
  edit('lib/pipeline.py', 'make_pipeline(SimpleImputer(strategy="median"), forest)', 'make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), forest)');
  edit(
    'train.py',
    'with open(options.model, "wb") as file:\n    file.write(onnx.SerializeToString())',
    '# The run that was started first is the one of this training.\nwith mlflow.start_run(run):\n    mlflow.onnx.log_model(onnx, name="network", pip_requirements=["onnx"])',
  );
  edit('train.py', 'with mlflow.start_run():', 'with mlflow.start_run() as active:');
  edit('train.py', '# One matrix', 'run = active.info.run_id\n# One matrix');
  edit('capstan.config.ts', "'{outputs.model}'", "'-'");
  edit('capstan.config.ts', 'goal: 0.64', 'goal: 0.5');
  edit('capstan.config.ts', "rateBy: ['origin', 'hour']", "rateBy: ['distance']");
  edit('capstan.config.ts', 'maxRows: 100_000', 'maxRows: 30_000');
  rmSync(path('.capstan'), { recursive: true, force: true });
  const said = await run('--release');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/is the champion/);
  expect(await compare(await newestRun(), 2_000)).toBeLessThanOrEqual(1e-6);
});

it('says what to install when there is no Python', async () => {
  unlinkSync(path('.venv'));
  const said = await capstan(['run', '--since', '2001-01-01', '--until', '2001-02-01'], { cwd: project, shell: 'PATH=/nowhere' });
  expect(said.code).toBe(1);
  expect(said.err).toMatch(/WORK_PYTHON_MISSING|step train needs Python, but python was not found/);
});
