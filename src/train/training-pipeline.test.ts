import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTinyPlatform } from '../../test/tiny-project/open-tiny-platform.ts';
import { day, ordersOf, ROWS_A_DAY } from '../../test/tiny-project/world.ts';
import { FEATURES, writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import { DAY, type Digest, isCapstanError } from '../kernel/index.ts';
import type { Platform } from '../platform/index.ts';
import { type DatasetVersion, defineContract, number, type TableTest } from '../data/index.ts';
import { commandTrainer, gradientBoosting, labelErrors, leakage, tableCheck, tableDiff, tableDrift, tableProfile, weakSlices } from './definition.ts';
import type { TrainedModel, TrainingOrder } from './index.ts';
import { qualityOf } from './quality.ts';
import { decodeReference } from './reference-bytes.ts';

let root: string;
let platform: Platform;
let version: DatasetVersion;
let base: TrainedModel;
const order = (changes: Partial<TrainingOrder> = {}): TrainingOrder => ({ version, asOf: day(30), attribution: DAY, why: 'test', ...changes });
const statuses = (trained: TrainedModel): Record<string, string> => Object.fromEntries(trained.pipeline.steps.map((step) => [step.name, step.status]));
const bytesOf = async (trained: TrainedModel, name: string): Promise<Buffer> => readFile(await platform.means.blobs.pathOf(trained.run.artifacts[name] as Digest));
const artifact = async (trained: TrainedModel, name: string): Promise<Record<string, unknown>> =>
  JSON.parse((await bytesOf(trained, name)).toString('utf8')) as Record<string, unknown>;
const git = (...args: string[]): string => execFileSync('git', ['-C', root, '-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...args], { encoding: 'utf8' }).trim();

beforeAll(async () => {
  root = await writeTinyProject();
  git('init', '-q', '-b', 'main');
  await writeFile(join(root, '.gitignore'), '.capstan/\n');
  git('add', '.');
  git('commit', '-q', '-m', 'orders');
  platform = await openTinyPlatform(root);
  version = await platform.data.ingest('orders', { interval: { from: day(0), to: day(30) } });
  base = await platform.train.train(order());
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

describe('a training', () => {
  it('runs every step once and leaves a tracked run: parameters, curves, artifacts, code, environment', async () => {
    expect(statuses(base)).toEqual({ snapshot: 'ran', check: 'ran', features: 'ran', 'check-features': 'ran', split: 'ran', train: 'ran', evaluate: 'ran', profile: 'ran' });
    const run = await platform.train.run(base.run.id);
    expect(run).toEqual(base.run);
    expect(run).toMatchObject({
      state: 'finished',
      why: 'test',
      eventAt: day(30),
      error: null,
      params: { dataset: 'orders', lastDays: 9, version: version.id, excluded: [], trainer: { kind: 'gradient-boosting', options: { trees: 12 } } },
    });
    expect(run.code).toEqual({ commit: git('rev-parse', 'HEAD'), branch: 'main', dirty: false });
    expect(run.environment).toMatchObject({ node: process.version, architecture: process.arch });
    expect(run.metrics).toMatchObject({ auc: qualityOf(run.evaluation!).value, rows: 9 * ROWS_A_DAY, 'rows left out': 0, 'rows dropped by the contract': 0 });
    expect(Object.keys(run.artifacts)).toEqual(expect.arrayContaining(['snapshot/manifest', 'train/model', 'train/summary', 'profile/reference', 'evaluate/evaluation']));
    for (const digest of Object.values(run.artifacts)) expect(await platform.means.blobs.has(digest as Digest)).toBe(true);
    const curve = (await platform.train.metrics(run.id)).filter((point) => point.name === 'train loss');
    expect(curve.length).toBeGreaterThan(3);
    expect(curve.map((point) => point.at)).toEqual(curve.map((_, i) => i + 1));
    expect(curve.at(-1)!.value).toBeLessThan(curve[0]!.value);
    expect(await platform.train.runs()).toEqual([run]);
    await expect(platform.train.run('run_x')).rejects.toMatchObject({ code: 'TRAIN_RUN_UNKNOWN' });
  });

  it('is tracked as every other run: clients of experiments find it by its id, its curves, its code and the version of its data', async () => {
    const { no } = await platform.tracking.experiments.getByName(platform.means.project);
    const filter = `params."trainer.options.trees" = '12' and dataset.version = '${version.id}'`;
    const { items } = await platform.tracking.runs.search({ experiments: [no], filter });
    const tracked = items.find((each) => each.info.id === base.run.id)!;
    expect(tracked).toMatchObject({
      info: { status: 'FINISHED', startedAt: base.run.startedAt, endedAt: base.run.endedAt },
      params: { lastDays: '9', 'trainer.kind': 'gradient-boosting', version: version.id },
      tags: { 'mlflow.source.git.commit': base.run.code!.commit, 'capstan.dirty': 'false', 'capstan.why': 'test', 'capstan.datasetVersion': version.id },
      datasets: [{ dataset: { name: 'orders', digest: version.id, sourceType: 'capstan' }, tags: { 'mlflow.data.context': 'training' } }],
    });
    expect(Object.fromEntries(tracked.metrics.map((metric) => [metric.key, metric.value]))).toEqual(base.run.metrics);
    const home = await platform.artifacts.homeOfRun(base.run.id);
    expect(await platform.artifacts.find(`${home.directory}/train/model`)).toMatchObject({ digest: base.run.artifacts['train/model'] });
    const { items: curve } = await platform.tracking.metrics.history(base.run.id, 'train loss');
    expect(curve.map(({ step, value }) => ({ name: 'train loss', at: step, value }))).toEqual(
      (await platform.train.metrics(base.run.id)).filter((point) => point.name === 'train loss'),
    );
  });

  it('looks for wrong labels, weak slices and leaks in its rows when it is asked to, and does so once', async () => {
    const diagnostics = [labelErrors({ folds: 2, limit: 5 }), weakSlices({ k: 3, alpha: 0.99 }), leakage({ groups: ['segment'] })];
    const trained = await platform.train.train(order({ changes: { diagnostics } }));
    const steps = ['out-of-fold', 'label-errors', 'score-rows', 'weak-slices', 'train-rows', 'leakage'];
    expect(statuses(trained)).toMatchObject({ train: 'cached', evaluate: 'cached', ...Object.fromEntries(steps.map((name) => [name, 'ran'])) });
    expect(trained.run.metrics).toMatchObject({ 'label errors': expect.any(Number) as number, 'weak slices': expect.any(Number) as number, leaks: 1 });
    const found = await platform.train.diagnoser.recorded(trained.run);
    expect(found.labelErrors!.errors).toHaveLength(5);
    expect(found.weakSlices).toMatchObject({ error: 'squared error', columns: ['value', 'noise', 'segment'] });
    expect(found.leakage!.leaks[0]).toMatchObject({ kind: 'same_groups', columns: ['segment'] });
    expect(await platform.train.diagnoser.ofRun(base.run, diagnostics[2]!)).toEqual(found.leakage);
    expect(new Set(Object.values(statuses(await platform.train.train(order({ changes: { diagnostics } })))))).toEqual(new Set(['cached']));
  });

  it('looks at tables when it is asked to: of the run, of datasets and of files, once', async () => {
    const second = await platform.data.ingest('orders', { interval: { from: day(30), to: day(33) }, parent: version.id });
    const diagnostics = [
      tableDrift(),
      tableDrift({ name: 'beside-the-file', reference: 'orders.parquet', table: 'version' }),
      tableDiff(),
      tableProfile({ table: 'test/features' }),
      tableCheck({ contract: defineContract({ columns: { value: number({ max: 50 }) } }) }),
    ];
    const trained = await platform.train.train(order({ version: second, asOf: day(33), changes: { diagnostics } }));
    const { tables, findings } = await platform.train.diagnoser.recorded(trained.run);
    expect(tables.map(({ step }) => step)).toEqual(['table-drift', 'beside-the-file', 'table-diff', 'table-profile', 'table-check']);
    const [drift, file, diff, profile, check] = tables;
    expect(drift!.drift!.answer).toMatchObject({ reference: 'train', current: 'test', rows: { current: trained.run.evaluation!.rows } });
    expect(file!.drift!.answer).toMatchObject({ reference: 'orders.parquet', current: 'orders 2' });
    expect(diff!.diff).toMatchObject({
      dataset: 'orders',
      before: { number: 1 },
      after: { number: 2 },
      rows: { added: second.rows - version.rows, removed: 0 },
      compared: 'added rows with those before',
    });
    expect(diff!.diff).toEqual({ ...(await platform.data.diff(version.id, second.id)), before: diff!.diff!.before, after: diff!.diff!.after });
    expect(profile!.profile!.columns.map((column) => column.name)).toEqual(['value', 'noise', 'segment_rate', 'label', 'event_at']);
    expect(check!.check).toMatchObject({ table: 'train/features', verdict: 'failed', failures: [{ column: 'value', reason: 'out_of_range' }] });
    expect(findings.find(({ step }) => step === 'table-check')).toEqual({ step: 'table-check', messages: [expect.stringContaining('value') as string] });
    const again = await platform.train.train(order({ version: second, asOf: day(33), changes: { diagnostics } }));
    expect(new Set(Object.values(statuses(again)))).toEqual(new Set(['cached']));
    // Before the first version there is none.
    expect((await platform.train.diagnoser.recorded((await platform.train.train(order({ changes: { diagnostics: [tableDiff()] } }))).run)).tables).toEqual([]);
  });

  it('compares a table with what its contract names, and says what is not there', async () => {
    await platform.means.columns.copyToParquet('SELECT i + 1000.5 AS value FROM range(500) t(i)', join(root, 'far.parquet'));
    const against = (name: string, to: Extract<TableTest, { test: 'drift' }>['against'][number]) =>
      tableCheck({ name, table: 'train', contract: defineContract({ columns: { value: number() }, tests: [{ test: 'drift', against: [to] }] }) });
    const diagnostics = [
      against('usual', { version: version.id, last: 1 }),
      against('far', { file: 'far.parquet' }),
      against('another', { file: 'far.parquet', digest: `sha256:${'0'.repeat(64)}` }),
      against('gone', { file: 'gone.parquet' }),
    ];
    const { tables } = await platform.train.diagnoser.recorded((await platform.train.train(order({ changes: { diagnostics } }))).run);
    const [usual, far, another, gone] = tables.map(({ check }) => check!);
    expect(usual).toMatchObject({ verdict: 'passed', failures: [] });
    expect(usual!.skipped).toBeUndefined();
    expect(far!.failures[0]).toMatchObject({ column: 'value', reason: 'drift', severity: 'error' });
    expect([another, gone].map((check) => check!.skipped)).toEqual([
      [{ test: 'drift', why: 'the file far.parquet is not at hand, or is another one' }],
      [{ test: 'drift', why: 'the file gone.parquet is not at hand' }],
    ]);
  });

  it('stops at a finding before anything is trained, and keeps what was found', async () => {
    const diagnostics = [tableCheck({ contract: defineContract({ columns: { value: number({ max: 50 }) } }), onFinding: 'stop' })];
    const stopped = platform.train.train(order({ changes: { diagnostics, seed: 11 } }));
    await expect(stopped).rejects.toMatchObject({
      code: 'TRAIN_RUN_FAILED',
      facts: { step: 'table-check-verdict', reason: expect.stringMatching(/TRAIN_FINDINGS|table-check found what must not be/) as string },
    });
    const [run] = await platform.train.runs(1);
    expect(run).toMatchObject({ state: 'failed', error: expect.stringContaining('table-check found what must not be') as string });
    expect(Object.fromEntries(run!.steps.map((step) => [step.name, step.status]))).toMatchObject({ 'table-check': 'ran', 'table-check-verdict': 'failed', train: 'skipped' });
    expect((await platform.train.diagnoser.recorded(run!)).tables[0]!.check).toMatchObject({ verdict: 'failed' });
    const mended = [tableCheck({ contract: defineContract({ columns: { value: number({ max: 100 }) } }), onFinding: 'stop' })];
    expect(statuses(await platform.train.train(order({ changes: { diagnostics: mended, seed: 11 } })))).toMatchObject({ 'table-check-verdict': 'ran', train: 'ran' });
  });

  it('goes on when somebody deletes what is tracked of it', async () => {
    const { no } = await platform.tracking.experiments.getByName(platform.means.project);
    let removed: Promise<void> | undefined;
    const { run } = await platform.train.train(order({ changes: { seed: 4 }, onEvent: () => void (removed ??= platform.tracking.experiments.remove(no)) }));
    await removed!;
    expect(run.state).toBe('finished');
    await platform.train.train(order({ changes: { seed: 4 } }));
    expect((await platform.tracking.experiments.getByName(platform.means.project)).no).not.toBe(no);
  });

  it('learns from the newest rows whose labels have had their time, the newest of them kept for the test', async () => {
    expect(await artifact(base, 'snapshot/manifest')).toEqual({
      interval: { from: day(20), to: day(29) },
      available: 9 * ROWS_A_DAY,
      taken: 9 * ROWS_A_DAY,
      leftOut: 0,
      excluded: [],
    });
    const { evaluation, candidate } = base.run;
    expect(candidate!.trainedUntil).toBe(day(29));
    const tested = ordersOf(28).slice(-1)[0]!;
    expect(evaluation).toMatchObject({ rows: Math.ceil((9 * ROWS_A_DAY) / 5), interval: { to: tested.at + 1 } });
    const { value, baseline, harm } = qualityOf(evaluation!);
    expect(value).toBeGreaterThan(baseline + 0.15);
    expect(harm[0]).toMatchObject({ column: 'value' });
    expect(harm[0]!.quality).toBeLessThan(value - 0.15);
    const reference = decodeReference(await bytesOf(base, 'profile/reference'));
    expect(reference.natural.map((one) => one.column)).toEqual(['value', 'noise', 'segment', 'value', 'noise', 'segment_rate', 'score']);
  });

  it('takes everything from the cache when nothing has changed, and makes the same candidate', async () => {
    const again = await platform.train.train(order({ why: 'again' }));
    expect(new Set(Object.values(statuses(again)))).toEqual(new Set(['cached']));
    expect({ ...again.candidate, run: '' }).toEqual({ ...base.candidate, run: '' });
    expect(again.run.metrics).toEqual(base.run.metrics);
    expect((await platform.train.metrics(again.run.id)).length).toBe((await platform.train.metrics(base.run.id)).length);
  });

  it('re-runs from the training step on when its parameters change', async () => {
    const changed = await platform.train.train(order({ changes: { trainer: gradientBoosting({ trees: 5, leaves: 4, minLeaf: 20 }) } }));
    expect(statuses(changed)).toEqual({
      snapshot: 'cached',
      check: 'cached',
      features: 'cached',
      'check-features': 'cached',
      split: 'cached',
      train: 'ran',
      evaluate: 'ran',
      profile: 'ran',
    });
    expect(changed.pipeline.steps.find((step) => step.name === 'train')!.why.join(' ')).toMatch(/trainer/);
    expect(changed.candidate.model).not.toBe(base.candidate.model);
    expect(changed.run.params).toMatchObject({ trainer: { options: { trees: 5 } } });
  });

  it('leaves out quarantined days, and its manifest lists them', async () => {
    const excluded = [{ from: day(22), to: day(24), why: 'poisoned' }];
    const trained = await platform.train.train(order({ excluded }));
    expect(await artifact(trained, 'snapshot/manifest')).toMatchObject({ available: 7 * ROWS_A_DAY, leftOut: 2 * ROWS_A_DAY, excluded });
    expect(trained.run.params['excluded']).toEqual(excluded);
    const kept = await platform.means.columns.query<{ at: number }>('SELECT DISTINCT event_at AS at FROM read_parquet($1)', [
      await platform.means.blobs.pathOf(trained.run.artifacts['snapshot/rows'] as Digest),
    ]);
    expect(kept.filter(({ at }) => at >= day(22) && at < day(24))).toEqual([]);
    expect(kept).toHaveLength(7 * ROWS_A_DAY);
  });

  it('leaves out the rows that a table names, and all of their days when they are named otherwise than the data', async () => {
    const name = async (keys: string): Promise<Digest> => {
      const path = join(root, `held-${keys.length}.parquet`);
      await platform.means.columns.copyToParquet(`SELECT 'one' AS finding, ${keys} AS unit_key, epoch_ms(${day(22)}) AS event_at FROM range(5)`, path);
      return platform.means.blobs.adoptFile(path);
    };
    const train = async (table: Digest): Promise<unknown> => {
      const held = { table, byFinding: [{ finding: 'one', what: 'value: sentinel' }] };
      return platform.train.leftOut((await platform.train.train(order({ excluded: [{ from: day(22), to: day(23), why: 'poisoned', findings: ['one'], held }] }))).run);
    };
    // The same keys on another day are other rows.
    expect(await train(await name(`(CASE WHEN range = 4 THEN ${23 * ROWS_A_DAY} ELSE range + ${22 * ROWS_A_DAY} END)::VARCHAR`))).toMatchObject({
      rows: 4,
      stretches: [{ scope: 'rows', rows: 4, why: 'poisoned', byFinding: [{ what: 'value: sentinel', rows: 4 }] }],
    });
    expect(await train(await name(`'order ' || range`))).toMatchObject({
      rows: ROWS_A_DAY,
      stretches: [{ scope: 'window', rows: ROWS_A_DAY, why: 'poisoned; its rows are not found by their key, so all of it', byFinding: [] }],
    });
  });

  it('samples the same rows again, and others with another seed', async () => {
    const rowsOf = async (seed: number): Promise<string> => (await platform.train.train(order({ changes: { maxRows: 400, seed } }))).run.artifacts['snapshot/rows']!;
    const first = await rowsOf(1);
    const { taken } = (await artifact(await platform.train.train(order({ changes: { maxRows: 400, seed: 1 } })), 'snapshot/manifest')) as { taken: number };
    expect(taken).toBe(400);
    expect(await rowsOf(2)).not.toBe(first);
  });

  it('says that the work tree differs from the commit', async () => {
    await writeFile(join(root, 'note.txt'), 'a note');
    expect((await platform.train.train(order())).run.code).toMatchObject({ dirty: true });
    await rm(join(root, 'note.txt'));
  });
});

describe('a training that cannot be', () => {
  /** The error at the bottom, as its step threw it, and the run that was left. */
  async function fail(changes: Partial<TrainingOrder>): Promise<{ error: Error; cause: unknown; step: unknown }> {
    const error: unknown = await platform.train.train(order(changes)).catch((thrown: unknown) => thrown);
    if (!isCapstanError(error, 'TRAIN_RUN_FAILED')) throw error;
    const [run] = await platform.train.runs(1);
    expect(run!.state).toBe('failed');
    expect(run!.error!.startsWith(error.message)).toBe(true);
    let cause: unknown = error;
    while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
    return { error, cause, step: error.facts['step'] };
  }

  it('ends at once when too few rows are left', async () => {
    const { error, cause, step } = await fail({ excluded: [{ from: day(20), to: day(28), why: 'poisoned' }] });
    expect(step).toBe('snapshot');
    expect(cause).toMatchObject({ code: 'TRAIN_TOO_FEW_ROWS' });
    expect(error.message).toContain('only 160 rows with a known label are left for training in 2001-01-21T00:00Z … 2001-01-30T00:00Z; 200 are needed');
  });

  it('ends at once when all labels are the same', async () => {
    const sick = await writeTinyProject({ data: false });
    await platform.means.columns.copyToParquet('SELECT * REPLACE (1 AS returned) FROM read_parquet($1)', join(sick, 'orders.parquet'), [join(root, 'orders.parquet')]);
    const other = await openTinyPlatform(sick);
    try {
      const made = await other.data.ingest('orders', { interval: { from: day(0), to: day(30) } });
      const error: unknown = await other.train.train(order({ version: made })).catch((thrown: unknown) => thrown);
      expect((error as Error).message).toContain(`all ${9 * ROWS_A_DAY} training rows have the same label`);
    } finally {
      await other.close();
      await rm(sick, { recursive: true });
    }
  });

  const spoil = (from: string, to: string): string => {
    expect(FEATURES).toContain(from);
    return FEATURES.replace(from, to);
  };
  const transform = 'transform: (row, state) => [row.value, row.noise, state.rates[row.segment] ?? 0],';
  it.each([
    [
      'transform throws, with the row',
      spoil(transform, `transform: (row, state) => { if (row.segment === 'shop') throw new RangeError('no rate for shops'); return [row.value, row.noise, 0]; },`),
      /transform threw on row \d+ \(\{"value":[\d.]+,"noise":[\d.]+,"segment":"shop"\}\): no rate for shops/,
    ],
    ['transform gives too few numbers', spoil(transform, 'transform: (row, state) => [row.value, row.noise],'), /transform gave 2 values for 3 names on row 0/],
    ['transform gives no list', spoil(transform, 'transform: (row, state) => undefined as never,'), /transform gave no list of numbers on row 0/],
    [
      'transform gives a text',
      spoil(transform, 'transform: (row, state) => [row.value, row.noise, row.segment as never],'),
      /transform gave "\w+" for segment_rate \(a missing number is NaN\) on row 0/,
    ],
    ['fit throws', spoil('return { rates };', `throw new TypeError('fit is not ready');`), /fit threw on 1152 rows: fit is not ready/],
    ['fit gives nothing', spoil('return { rates };', ''), /fit gave no state/],
    [
      'a feature is infinite',
      spoil(transform, 'transform: (row, state) => [1 / Math.floor(row.value / 50), row.noise, 0],'),
      /value is infinite in \d+ of 1440 rows; segment_rate is 0 in every row/,
    ],
  ])('names the fault of the feature file when %s', async (_, text, message) => {
    await writeFile(join(root, 'features.ts'), text);
    try {
      const { error } = await fail({});
      expect(error.message).toMatch(message);
      // The user's own line is kept with the run.
      if (error.message.includes(' threw ')) expect((await platform.train.runs(1))[0]!.error).toMatch(/features\.ts:\d+/);
    } finally {
      await writeFile(join(root, 'features.ts'), FEATURES);
    }
  });

  it('is marked as failed when the process that ran it is gone', async () => {
    const before = (await platform.train.runs(1_000)).length;
    const stop = new AbortController();
    const endless = commandTrainer({ command: ['node', '-e', 'console.log("begun"); setInterval(() => undefined, 1000)', '{outputs.model}'] });
    let running: Promise<unknown> | undefined;
    await new Promise<void>((begun) => {
      running = platform.train
        .train(order({ changes: { trainer: endless }, signal: stop.signal, onEvent: (event) => event.type === 'log' && begun() }))
        .catch((error: unknown) => error);
    });
    expect((await platform.train.runs(1))[0]!.state).toBe('running');
    expect(await platform.train.sweep()).toBe(1);
    const [swept] = await platform.train.runs(1);
    expect((await platform.tracking.runs.get(swept!.id)).info.status).toBe('FAILED');
    expect((await platform.train.runs(1_000)).length).toBe(before + 1);
    expect((await platform.train.runs(1))[0]).toMatchObject({ state: 'failed', error: expect.stringMatching(/the process that ran it ended/) as string });
    stop.abort();
    await running;
  });
});
