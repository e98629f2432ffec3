import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTinyPlatform } from '../../test/tiny-project/open-tiny-platform.ts';
import { day } from '../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import type { DatasetVersion } from '../data/index.ts';
import { DAY, type Digest, isCapstanError } from '../kernel/index.ts';
import { encodeLinear } from '../model/index.ts';
import type { Platform } from '../platform/index.ts';
import { commandTrainer } from './definition.ts';
import type { TrainedModel, TrainingOrder } from './index.ts';
import { trainerProblems } from './trainer-problems.ts';

let root: string;
let platform: Platform;
let version: DatasetVersion;

/** Any program will do: this one copies a model that lies beside it, and what it was given. */
const SCRIPT = `import { copyFileSync } from 'node:fs';
const [given, model, seed] = process.argv.slice(2);
copyFileSync(given, new URL('given', import.meta.url));
if (seed !== '7') throw new Error('seed ' + seed);
copyFileSync(new URL('made.onnx', import.meta.url), model);
`;
const COMMAND = ['node', 'train.mjs', '{inputs.train}', '{outputs.model}', '{params.seed}'];
const order = (options: Partial<Parameters<typeof commandTrainer>[0]> = {}): TrainingOrder => ({
  version,
  asOf: day(30),
  attribution: DAY,
  why: 'test',
  changes: { seed: 7, trainer: commandTrainer({ command: COMMAND, files: ['made.onnx'], ...options }) },
});
const statuses = (trained: TrainedModel): string => trained.pipeline.steps.map((step) => `${step.name} ${step.status}`).join(', ');
const give = (features: readonly string[]): Promise<void> =>
  writeFile(join(root, 'made.onnx'), encodeLinear({ weights: features.map((_, at) => (at === 0 ? 0.05 : 0.01)), bias: -3 }, { features, link: 'logistic' }));

beforeAll(async () => {
  root = await writeTinyProject({ files: { 'train.mjs': SCRIPT } });
  await give(['value', 'noise', 'segment_rate']);
  platform = await openTinyPlatform(root);
  version = await platform.data.ingest('orders', { interval: { from: day(0), to: day(30) } });
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

describe('a trainer that is a command', () => {
  it('is given the training rows as Parquet, and its model is evaluated, profiled and judged like any other', async () => {
    const trained = await platform.train.train(order());
    expect(statuses(trained)).toBe('snapshot ran, check ran, features ran, check-features ran, split ran, export-table ran, train ran, check-model ran, evaluate ran, profile ran');
    expect(trained.run.metrics['auc']).toBeGreaterThan(0.6);
    const table = await platform.means.columns.query<Record<string, number>>('SELECT * FROM read_parquet($1)', [join(root, 'given')]);
    expect(Object.keys(table[0]!)).toEqual(['value', 'noise', 'segment_rate', 'label', 'event_at']);
    expect(table).toHaveLength(trained.run.metrics['train rows']!);
    expect(table.every((row, at) => at === 0 || row['event_at']! >= table[at - 1]!['event_at']!)).toBe(true);
    expect(table.every((row) => row['value'] === Math.fround(row['value']!))).toBe(true);
    const report = await platform.releases.judge(trained.candidate);
    expect(report.checks.find((check) => check.name === 'parity')).toMatchObject({ passed: true });
    const facts = JSON.parse(await readFile(await platform.means.blobs.pathOf(trained.run.artifacts['check-model/report'] as Digest), 'utf8')) as { producer: string };
    expect(facts.producer).toBe('capstan');

    const again = await platform.train.train(order());
    expect(new Set(again.pipeline.steps.map((step) => step.status))).toEqual(new Set(['cached']));
  });

  it('runs again, with what follows it, when a file that it declares changes', async () => {
    await writeFile(join(root, 'train.mjs'), `${SCRIPT}// again\n`);
    const trained = await platform.train.train(order());
    expect(statuses(trained)).toMatch(/split cached, export-table cached, train ran, check-model cached, evaluate cached, profile cached$/);
    expect(trained.pipeline.steps.find((step) => step.name === 'train')!.why).toEqual(['file train.mjs changed']);
  });

  it('is given CSV, and the raw rows, where it asks for them', async () => {
    await platform.train.train(order({ format: 'csv' }));
    const [head, first] = (await readFile(join(root, 'given'), 'utf8')).split('\n');
    expect(head).toBe('"value","noise","segment_rate","label","event_at"');
    expect(first!.split(',')).toHaveLength(5);
    const trained = await platform.train.train(order({ command: COMMAND.map((word) => word.replace('inputs.train', 'inputs.rows')) }));
    const rows = await platform.means.columns.query<Record<string, unknown>>('SELECT * FROM read_parquet($1)', [join(root, 'given')]);
    expect(Object.keys(rows[0]!)).toEqual(['value', 'noise', 'segment', 'label', 'event_at', 'unit_key']);
    expect(rows).toHaveLength(trained.run.metrics['train rows']!);
  });

  it('is told what is wrong with its model before anything is done with it', async () => {
    await give(['value', 'noise']);
    const error: unknown = await platform.train.train(order()).catch((thrown: unknown) => thrown);
    await give(['value', 'noise', 'segment_rate']);
    if (!isCapstanError(error, 'TRAIN_RUN_FAILED')) throw error;
    expect(error.message).toMatch(/step check-model.*take 2 features; 3 will be given/);
  });

  it('names places that nothing stands for', () => {
    expect(trainerProblems(commandTrainer({ command: ['node', '{inputs.test}', '{params.depth}'], params: { depth: 1 } }), 'binary')).toEqual([
      'train.trainer.command names {inputs.test}; there are {inputs.train}, {inputs.rows}, {outputs.model}, {params.seed}, {params.depth}',
    ]);
  });
});
