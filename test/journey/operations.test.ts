import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { type DataRoom } from '../../src/data/index.ts';
import { compileReader, DAY, defineOperation, instantSchema, type TSchema, Type } from '../../src/kernel/index.ts';
import { operations, type Operations, type Platform } from '../../src/platform/index.ts';
import { createClient } from '../../src/sdk/index.ts';
import { startServer } from '../../src/server/index.ts';
import { printOperations } from '../architecture/reference/print-operations.ts';
import { serveDay } from '../tiny-project/live-through.ts';
import { openTinyPlatform } from '../tiny-project/open-tiny-platform.ts';
import { day, FLIP } from '../tiny-project/world.ts';
import { writeTinyProject } from '../tiny-project/write-tiny-project.ts';

// What operations answer is what their schemas say, on a project that has lived: data, releases, a bad day, a retraining, trials, a person's word.

const LOOP = `{
    retrain: { calibrationGap: 1, maxAgeDays: 10, cooldownDays: 14 },
    shadow: { minimumEffect: 0.05, maxDays: 10 },
    live: { ramp: [{ share: 0.5, days: 1 }], margin: 0.1, maxDays: 12 },
    approval: 'person',
  }`;
const RULES = { rows: [{ id: 'all', when: 'score >= 0.0', decision: 'call', reason: 'to be sure' }], otherwise: { decision: 'ship', reason: 'no score' } };

let root: string;
let platform: Platform;
const asked = new Set<string>();

beforeAll(async () => {
  root = await writeTinyProject({ loop: LOOP });
  platform = await openTinyPlatform(root);
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

/** The same schema without room for a member that it does not name. */
function closed(schema: TSchema): TSchema {
  const { properties, items, anyOf } = schema as { properties?: Record<string, TSchema>; items?: TSchema | TSchema[]; anyOf?: TSchema[] };
  const each = (many: readonly TSchema[]): TSchema[] => many.map(closed);
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)])), additionalProperties: false }),
    ...(items && { items: Array.isArray(items) ? each(items) : closed(items) }),
    ...(anyOf && { anyOf: each(anyOf) }),
  };
}

/** Asks as a door does; the answer, as JSON carries it, has exactly the members that the schema has. */
async function ask<N extends keyof Operations>(name: N, input: Operations[N]['input']): Promise<Operations[N]['output']> {
  const operation = platform.operations.get(name)!;
  const answer: unknown = JSON.parse(JSON.stringify(await platform.perform(operation, input, { actor: 'ann' })));
  expect({ name, problems: compileReader(closed(operation.output)).problems(answer) }).toEqual({ name, problems: [] });
  asked.add(name);
  return answer as Operations[N]['output'];
}

it('answers with what its schema says, before anything was done and after everything was', async () => {
  for (const name of [
    'data.list',
    'runs.list',
    'releases.list',
    'monitor.windows',
    'monitor.budget',
    'monitor.findings',
    'monitor.alerts',
    'monitor.diagnoses',
    'monitor.history',
    'quarantine.list',
    'loop.status',
    'overview',
  ] as const)
    await ask(name, {});

  const ingested = await ask('data.ingest', { dataset: 'orders', from: '2001-01-01', to: day(FLIP - 10), alone: true });
  expect(await ask('data.ingest', { dataset: 'orders', from: day(FLIP - 10), to: day(FLIP - 5) })).toMatchObject({ parent: ingested.id, parts: 2 });
  const made = await platform.loop.makeRelease({ asOf: day(FLIP), actor: 'ann', why: 'the first', since: day(0) });
  await platform.loop.place(made.release!, { at: day(FLIP), actor: 'ann' });
  const steps: Operations['loop.advance']['output']['steps'][number][] = [];
  for (let n = FLIP; n < 45; n++) {
    await serveDay(platform.serve, n, n === 33);
    steps.push(...(await ask('loop.advance', { watermark: day(n) + DAY })).steps);
    if (n !== 33) continue;
    const [alert] = await ask('monitor.alerts', {});
    expect(await ask('alerts.acknowledge', { alert: alert!.id })).toMatchObject({ state: 'acknowledged', acknowledged: { by: 'ann' } });
  }
  expect(steps.filter((step) => step.retrained !== null)).toHaveLength(1);
  expect(steps.flatMap((step) => step.transitions.map((move) => move.to))).toEqual(['shadow', 'live', 'waiting']);

  expect(await ask('data.list', { dataset: 'orders', limit: 2 })).toHaveLength(2);
  expect(await ask('data.show', { version: 'orders' })).toMatchObject({ dataset: 'orders', profile: { columns: expect.any(Array) as unknown } });
  expect(await ask('data.diff', { before: ingested.id.slice(7, 15), after: 'orders' })).toMatchObject({ dataset: 'orders', rows: { removed: 0 } });
  expect(await ask('data.drift', { reference: 'orders.parquet', current: 'orders.parquet', history: ['orders.parquet'] })).toMatchObject({
    history: { rule: 'test', batches: 1 },
  });
  expect(await ask('data.drift', { reference: 'orders', current: 'orders.parquet' })).toMatchObject({
    reference: 'orders',
    tests: expect.any(Number) as unknown,
    columns: expect.any(Array) as unknown,
  });
  const written = await ask('data.drift-report', { reference: 'orders', current: 'orders.parquet' });
  expect(written).toMatchObject({ answer: { reference: 'orders' }, columns: expect.arrayContaining([expect.objectContaining({ column: 'value', kind: 'numbers' })]) as unknown });
  expect(Buffer.from(written.file, 'base64').toString()).toMatch(/^<!doctype html>.*<h1>orders\.parquet/s);
  expect(await ask('data.quarantined', { version: 'orders', limit: 3 })).toEqual([]);
  expect(await ask('data.profile', { table: 'orders' })).toMatchObject({ columns: expect.any(Array) as unknown });
  expect((await ask('data.profile', { table: 'orders.parquet' })).rows).toBeGreaterThan(100);
  const saved = await ask('data.profile-file', { table: 'orders.parquet' });
  await writeFile(join(root, 'orders.profile'), Buffer.from(saved.file, 'base64'));
  expect(await ask('data.profile', { table: 'orders.profile' })).toEqual(saved.answer);
  expect(await ask('data.drift', { reference: 'orders.profile', current: 'orders.parquet' })).toMatchObject({ verdict: 'steady', rows: { reference: saved.answer.rows } });
  await writeFile(join(root, 'few.feather'), tableToIPC(tableFromArrays({ value: Float64Array.of(1, 2, 3) }), 'file'));
  expect(await ask('data.profile', { table: 'few.feather' })).toMatchObject({ rows: 3, columns: [{ name: 'value' }] });
  await expect(ask('data.drift', { reference: 'orders.parquet', current: 'orders.profile' })).rejects.toMatchObject({ code: 'DATA_PROFILE_WITHOUT_ROWS' });
  const alike = { columns: { value: { kind: 'number', nullable: true } }, tests: [{ test: 'distribution', columns: ['value'], against: 'reference' }] };
  expect(await ask('data.check', { table: 'orders.parquet', stated: alike, reference: 'orders.profile' })).not.toHaveProperty('skipped');
  expect((await ask('data.check', { table: 'orders.parquet', stated: alike })).skipped).toHaveLength(1);
  expect(await ask('data.check', { table: 'orders' })).toMatchObject({ verdict: 'passed', contract: 'the contract of orders' });
  const stated = { columns: { id: { kind: 'integer', nullable: false } }, tests: [{ test: 'volume', max: 3 }] };
  expect(await ask('data.check', { table: 'orders.parquet', stated, now: day(3) })).toMatchObject({ verdict: 'failed', failures: expect.any(Array) as unknown });
  expect(await ask('data.leakage', { train: ingested.id, test: 'orders', near: 0.9 })).toMatchObject({ train: 3_200, label: 'returned', leaks: [] });
  const columns = ['value', 'noise', 'segment'];
  expect(await ask('data.label-errors', { table: 'orders', columns, folds: 2, limit: 3 })).toMatchObject({ errors: { length: 3 }, classes: [{ label: '0' }, { label: '1' }] });
  expect(await ask('data.slices', { table: 'orders', error: 'returned', columns })).toMatchObject({ error: 'returned', columns });
  const suggested = await ask('data.suggest', { tables: ['orders.parquet'], format: 'json' });
  expect(await ask('data.check', { table: 'orders.parquet', stated: suggested.contract })).toMatchObject({ verdict: 'passed' });
  const expectations = [
    { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id' } },
    { type: 'expect_magic', kwargs: {} },
  ];
  await writeFile(join(root, 'suite.json'), JSON.stringify({ name: 's', expectations }));
  expect(await ask('data.import-contract', { file: 'suite.json', table: 'orders' })).toMatchObject({ notes: ['not imported: expect_magic: there is no such test here'] });
  const [run] = await ask('runs.list', { limit: 1 });
  expect(await ask('data.slices', { table: run!.id, alpha: 0.99 })).toMatchObject({ error: 'squared error', columns });
  expect(await ask('runs.diagnoses', { run: run!.id })).toMatchObject({ leakage: null });
  expect((await ask('runs.show', { run: run!.id.slice(0, 12) })).curves.length).toBeGreaterThan(0);
  expect(await ask('releases.list', {})).toHaveLength(2);
  expect(await ask('releases.show', { release: 'champion' })).toMatchObject({ aliases: ['champion'], rules: { rows: [{ id: 'likely' }] } });
  const skew = await ask('monitor.skew', { from: day(FLIP), to: day(FLIP + 2), against: 'data' });
  expect(skew.columns.filter((column) => column.skewed)).toEqual([]);
  expect(skew.unmatched).toBeLessThan(skew.predictions);
  const measured = await ask('monitor.performance', { by: 'segment' });
  expect(measured.segments[0]!.metrics.map((one) => one.metric)).toContain('f1');
  expect(measured.matured).toBeGreaterThan(3);
  const evaluated = await ask('monitor.evaluate', { table: 'orders', task: 'binary', label: 'returned', score: 'value', by: 'segment' });
  expect(evaluated.segments.length).toBeGreaterThan(2);
  expect((await ask('monitor.windows', { state: 'matured', from: day(33) }))[0]).toMatchObject({ quarantined: true });
  expect((await ask('monitor.findings', { urgency: 'page' })).length).toBeGreaterThan(0);
  expect((await ask('monitor.alerts', {})).length).toBeGreaterThan(0);
  const [worst] = await ask('monitor.diagnoses', {});
  expect(worst).toMatchObject({ kind: 'constant', column: 'value', urgency: 'page', since: day(33), windows: 1, held: 1 });
  expect(await ask('monitor.examples', { finding: worst!.id })).toHaveLength(5);
  expect(await ask('monitor.window', { at: day(33) })).toMatchObject({ window: { quarantined: true } });
  expect(await ask('monitor.distribution', { at: day(33), column: 'segment' })).toMatchObject({ kind: 'values', missing: { window: 0 } });
  expect(await ask('monitor.budget', {})).toMatchObject({ budget: 1 / 3, chance: expect.closeTo(0.01, 9) as number, alarms: expect.any(Number) as number });
  expect((await ask('monitor.history', { limit: 5 })).windows).toHaveLength(5);
  expect(await ask('monitor.report', { limit: 5 })).toMatchObject({ windows: 5, html: expect.stringContaining('<!doctype html>') as string });
  const mute = await ask('alerts.mute', { kind: 'constant', why: 'known', for: '2h' });
  expect(await ask('alerts.mutes', {})).toEqual([mute]);
  expect(await ask('alerts.unmute', { mute: mute.id })).toMatchObject({ state: 'lifted' });
  expect(await ask('alerts.test', {})).toEqual([{ target: 'log', sent: true, error: null }]);
  expect(await ask('alerts.deliveries', { limit: 1 })).toMatchObject([{ target: 'log', state: 'queued' }]);
  expect(await ask('quarantine.list', {})).toMatchObject([{ window: { from: day(33) }, state: 'held' }]);
  expect(await ask('quarantine.release', { from: day(33), why: 'loaded again' })).toMatchObject([{ state: 'released', released: { by: 'ann' } }]);
  expect(await ask('loop.status', {})).toMatchObject({ advancedTo: day(45), rollouts: [{ state: 'waiting' }] });
  expect((await ask('overview', {})).trials).toHaveLength(1);

  expect(await ask('deploy.show', {})).toMatchObject({ champion: made.release!.id, challenger: { share: 0.5 } });
  expect(await ask('loop.approve', { why: 'it saves calls' })).toMatchObject({ to: 'promoted', actor: 'ann', at: day(45) });
  expect(await ask('deploy.rollback', { why: 'it does not' })).toMatchObject({ champion: made.release!.id });
  expect(await ask('deploy.set', { release: 'r2' })).toMatchObject({ policyVersion: expect.any(Number) as number });
  expect(await ask('loop.propose', { rules: RULES, why: 'call them all', at: day(45) })).toMatchObject({ kind: 'rules', note: 'call them all' });
  expect((await ask('loop.advance', { watermark: day(45) + DAY })).steps[0]!.transitions).toMatchObject([{ from: 'queued', to: 'live' }]);

  const parent = await platform.tracking.runs.create({ experiment: 0, name: 'by hand', tags: { 'mlflow.source.git.commit': 'a'.repeat(40) } });
  const { info } = await platform.tracking.runs.create({ experiment: 0, tags: { 'mlflow.parentRunId': parent.info.id } });
  await platform.tracking.runs.log(info.id, {
    metrics: [0, 1, 2].map((step) => ({ key: 'auc', value: step === 2 ? Number.NaN : 0.5, at: 7, step })),
    params: [{ key: 'depth', value: '6' }],
  });
  await platform.artifacts.put(
    `0/${info.id}/artifacts/notes/a.txt`,
    (async function* () {
      yield Buffer.from('hello');
    })(),
  );
  expect(await ask('experiments.list', {})).toContainEqual(expect.objectContaining({ no: 0, name: 'Default', runs: 2 }));
  expect(await ask('runs.search', { experiments: [0], filter: "params.depth = '6' OR status = 'FAILED'" })).toMatchObject({
    runs: [{ id: info.id, metrics: { auc: null } }],
    next: null,
  });
  expect(await ask('runs.search', { experiments: [0], filter: 'tags.`mlflow.parentRunId` IS NULL' })).toMatchObject({ runs: [{ name: 'by hand', children: 1 }] });
  expect(await ask('runs.count', { experiments: [0] })).toBe(2);
  expect(await ask('runs.read', { runs: [info.id, parent.info.id] })).toMatchObject([
    { parent: parent.info.id, latest: [{ step: 2, value: null }] },
    { code: { commit: 'a'.repeat(40) } },
  ]);
  expect(await ask('runs.curves', { runs: [info.id], keys: ['auc', 'none'] })).toEqual([{ run: info.id, key: 'auc', steps: [0, 1, 2], at: [7, 7, 7], values: [0.5, 0.5, null] }]);
  expect(await ask('runs.code', { from: info.id, to: parent.info.id })).toMatchObject({ from: null, patch: null, why: 'one of the runs does not name a git commit' });
  expect(await ask('artifacts.list', { run: info.id, path: 'notes' })).toMatchObject({ entries: [{ path: 'notes/a.txt', directory: false, size: 5 }] });
  expect(await ask('runs.delete', { runs: [info.id] })).toBe(1);
  expect(await ask('artifacts.gc', { dryRun: true })).toMatchObject({ dryRun: true, runs: 0 });
  expect(await ask('runs.restore', { runs: [info.id] })).toBe(1);

  const put = (name: string, bytes: Uint8Array) => platform.artifacts.put(`0/${info.id}/artifacts/model/${name}`, Readable.from([bytes]));
  await put('MLmodel', Buffer.from('flavors:\n  onnx:\n    data: model.onnx\n'));
  await put('model.onnx', await platform.means.blobs.get(made.release!.manifest.model));
  await platform.registry.models.create({ name: 'mine' }, { actor: 'ann' });
  await platform.registry.versions.create({ name: 'mine', source: `runs:/${info.id}/model`, run: info.id }, { actor: 'ann' });
  const registered = { name: 'mine', version: 1, run: info.id };
  const released = await ask('registry.release', { version: 'mine/1', at: day(FLIP - 3) });
  expect(released).toMatchObject({ release: { registered }, report: { passed: true } });
  expect(await ask('registry.release', { version: 'mine/1' })).toMatchObject({ release: { registered }, report: null });
  expect(await ask('releases.show', { release: released.release!.id })).toMatchObject({ registered });

  expect(
    [...platform.operations.keys()].filter((name) => !asked.has(name)),
    'operations that this test has not asked',
  ).toEqual([]);
});

it('takes no input with a member that is not declared', () => {
  const open = [...platform.operations.values()].filter(({ input }) => compileReader(input).problems({ misspelt: 1 }).length === 0);
  expect(open.map(({ name }) => name)).toEqual([]);
});

const invented = defineOperation({
  name: 'orders.count',
  summary: 'Count what there is of a dataset.',
  permission: 'read',
  command: { words: 'orders count', positions: ['dataset'] },
  input: Type.Object({
    dataset: Type.String({ description: 'its name' }),
    atLeast: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: 'rows of a version' })),
    until: Type.Optional(instantSchema('versions that end by then')),
    exact: Type.Optional(Type.Boolean({ description: 'one by one' })),
    labels: Type.Optional(Type.Object({}, { description: 'whatever' })),
  }),
  output: Type.Object({
    versions: Type.Integer(),
    newest: instantSchema('of its last row'),
    asked: Type.Unknown(),
    each: Type.Array(Type.Object({ number: Type.Integer(), rows: Type.Integer() })),
  }),
  run: async ({ data }: { readonly data: DataRoom; readonly actor: string }, { dataset, atLeast = 0, ...asked }) => {
    const versions = (await data.list(dataset)).filter((version) => version.rows >= atLeast);
    return {
      versions: versions.length,
      newest: versions[0]!.manifest.parts.at(-1)!.interval.to,
      asked,
      each: versions.map(({ number, rows }) => ({ number, rows })),
    };
  },
});

it('offers a new operation at every door, with nothing else to edit', async () => {
  const server = await startServer({ ...platform, operations: new Map([...platform.operations, [invented.name, invented]]) }, { port: 0, version: '1' });
  const said: string[] = [];
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const say = async (...args: string[]): Promise<string> => {
    said.length = 0;
    const settings = { version: '1', args, environment: { token: undefined, plain: true }, signal: new AbortController().signal, exit: () => undefined };
    await createProgram({ ...settings, operations: [...operations, invented] })
      .exitOverride()
      .parseAsync(['--url', server.url, ...args], { from: 'user' });
    return said.join('');
  };
  try {
    const answer = { versions: 4, newest: day(FLIP + 10), asked: {}, each: expect.arrayContaining([{ number: 1, rows: 3200 }]) as unknown };
    const client = createClient({ url: server.url });
    expect(await client.call(invented.name as keyof Operations, { dataset: 'orders' } as never)).toEqual(answer);
    expect(JSON.parse(await say('orders', 'count', 'orders', '--json'))).toEqual(answer);
    expect(JSON.parse(await say('orders', 'count', 'orders', '--json', '--at-least', '5000', '--until', '2001-02-01', '--exact', '--labels', '{"a":1}'))).toMatchObject({
      versions: 1,
      asked: { until: day(31), exact: true, labels: { a: 1 } },
    });
    expect(await say('orders', 'count', 'orders')).toMatch(/^versions +4\nnewest +2001-02-10\nasked +\{\}\n\neach\nnumber +rows\n +\d+ +\d+\n/);
    expect(JSON.parse(await say('monitor', 'findings', '--limit', '1', '--json'))).toHaveLength(1);
    await expect(say('orders', 'count', 'orders', '--at-least', 'many')).rejects.toMatchObject({
      code: 'SCHEMA_INVALID',
      message: expect.stringContaining('/atLeast must be integer') as string,
    });
    await expect(say('orders', 'count', 'orders', '--until', 'soon')).rejects.toMatchObject({ code: 'CLI_INSTANT_UNREADABLE' });
    await expect(say('orders', 'count', 'orders', '--labels', '{')).rejects.toMatchObject({ code: 'CLI_INPUT_UNREADABLE' });
    const api = (await (await fetch(`${server.url}/v1/openapi.json`)).json()) as { paths: Record<string, { get?: object }> };
    expect(api.paths['/v1/orders/count']?.get).toMatchObject({ operationId: 'orders.count.get' });
    expect(printOperations([invented])).toContain('`GET /v1/orders/count`, `capstan orders count <dataset>`');
  } finally {
    output.mockRestore();
    await server.close();
  }
});

it('gives no option of an operation the name of one that every command has', () => {
  const program = createProgram({ version: '1', args: [], environment: { token: undefined, plain: true }, signal: new AbortController().signal, exit: () => undefined });
  const own = new Set(program.options.map((option) => option.attributeName()));
  const clashes = operations.flatMap(({ name, input, command }) =>
    Object.keys(input.properties)
      .filter((member) => own.has(member) && command !== undefined && command.positions?.includes(member) !== true)
      .map((member) => `${name}: ${member}`),
  );
  expect(clashes).toEqual([]);
});
