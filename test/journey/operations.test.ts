import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileReader, DAY, type TSchema } from '../../src/kernel/index.ts';
import type { Operations, Platform } from '../../src/platform/index.ts';
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
  for (const name of ['data.list', 'runs.list', 'releases.list', 'monitor.windows', 'monitor.findings', 'monitor.alerts', 'loop.status', 'overview'] as const) await ask(name, {});

  const ingested = await ask('data.ingest', { dataset: 'orders', from: '2001-01-01', to: day(FLIP - 10), alone: true });
  expect(await ask('data.ingest', { dataset: 'orders', from: day(FLIP - 10), to: day(FLIP - 5) })).toMatchObject({ parent: ingested.id, parts: 2 });
  const made = await platform.loop.makeRelease({ asOf: day(FLIP), actor: 'ann', why: 'the first', since: day(0) });
  await platform.loop.place(made.release!, { at: day(FLIP), actor: 'ann' });
  const steps: Operations['loop.advance']['output']['steps'][number][] = [];
  for (let n = FLIP; n < 45; n++) {
    await serveDay(platform.serve, n, n === 33);
    steps.push(...(await ask('loop.advance', { watermark: day(n) + DAY })).steps);
  }
  expect(steps.filter((step) => step.retrained !== null)).toHaveLength(1);
  expect(steps.flatMap((step) => step.transitions.map((move) => move.to))).toEqual(['shadow', 'live', 'waiting']);

  expect(await ask('data.list', { dataset: 'orders', limit: 2 })).toHaveLength(2);
  expect(await ask('data.show', { version: 'orders' })).toMatchObject({ dataset: 'orders', profile: { columns: expect.any(Array) as unknown } });
  expect(await ask('data.diff', { before: ingested.id.slice(7, 15), after: 'orders' })).toMatchObject({ dataset: 'orders', rows: { removed: 0 } });
  expect(await ask('data.quarantined', { version: 'orders', limit: 3 })).toEqual([]);
  const [run] = await ask('runs.list', { limit: 1 });
  expect((await ask('runs.show', { run: run!.id.slice(0, 12) })).curves.length).toBeGreaterThan(0);
  expect(await ask('releases.list', {})).toHaveLength(2);
  expect(await ask('releases.show', { release: 'champion' })).toMatchObject({ aliases: ['champion'], rules: { rows: [{ id: 'likely' }] } });
  expect((await ask('monitor.windows', { state: 'matured', from: day(33) }))[0]).toMatchObject({ quarantined: true });
  expect((await ask('monitor.findings', { urgency: 'page' })).length).toBeGreaterThan(0);
  expect((await ask('monitor.alerts', {})).length).toBeGreaterThan(0);
  expect(await ask('loop.status', {})).toMatchObject({ advancedTo: day(45), rollouts: [{ state: 'waiting' }] });
  expect((await ask('overview', {})).trials).toHaveLength(1);

  expect(await ask('deploy.show', {})).toMatchObject({ champion: made.release!.id, challenger: { share: 0.5 } });
  expect(await ask('loop.approve', { why: 'it saves calls' })).toMatchObject({ to: 'promoted', actor: 'ann', at: day(45) });
  expect(await ask('deploy.rollback', { why: 'it does not' })).toMatchObject({ champion: made.release!.id });
  expect(await ask('deploy.set', { release: 'r2' })).toMatchObject({ policyVersion: expect.any(Number) as number });
  expect(await ask('loop.propose', { rules: RULES, why: 'call them all', at: day(45) })).toMatchObject({ kind: 'rules', note: 'call them all' });
  expect((await ask('loop.advance', { watermark: day(45) + DAY })).steps[0]!.transitions).toMatchObject([{ from: 'queued', to: 'live' }]);

  expect(
    [...platform.operations.keys()].filter((name) => !asked.has(name)),
    'operations that this test has not asked',
  ).toEqual([]);
}, 120_000);

it('takes no input with a member that is not declared', () => {
  const open = [...platform.operations.values()].filter(({ input }) => compileReader(input).problems({ misspelt: 1 }).length === 0);
  expect(open.map(({ name }) => name)).toEqual([]);
});
