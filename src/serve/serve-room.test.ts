import { appendFile, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FEATURE_CODE, FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope } from '../../test/fixtures/make-candidate.ts';
import { compileReader, DAY, type Digest, HOUR, type Operation } from '../kernel/index.ts';
import { createReleaseRoom, releaseOperations, type ReleaseRoom } from '../release/index.ts';
import type { Means } from '../store/index.ts';
import type { PredictionRequest, Unit } from './prediction.ts';
import { serveOperations } from './serve.operations.ts';
import { createServeRoom, type ServeRoom, type ServeSettings } from './serve-room.ts';
import { serveMigrations } from './serve.store.ts';

const reason = { actor: 'test', why: 'because', eventAt: FIRST_DAY };
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface World {
  readonly means: Means;
  /** The deployment, and with it the log, that `open` opens. */
  readonly name: string;
  readonly releases: ReleaseRoom;
  /** Two models and a change of rules. */
  readonly first: Digest;
  readonly second: Digest;
  readonly eager: Digest;
  open(options?: Omit<ServeSettings, 'releases'>): ServeRoom;
}

async function makeWorld(): Promise<World> {
  const means = await openTestMeans(serveMigrations);
  cleanups.push(() => means.close());
  const releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const facts = { note: 'made', actor: 'test', eventAt: FIRST_DAY };
  const make = async (weights: readonly [number, number]) => {
    const candidate = await makeCandidate(means, { weights, rows: 1_000 });
    return (await releases.create(candidate, await releases.judge(candidate), facts)).id;
  };
  const first = await make([0.15, 0.66]);
  const second = await make([0.2, 0.66]);
  const eager = (await releases.createRulesOnly(first, { rows: [{ id: 'warn', when: 'score >= 0.05', decision: 'warn', reason: 'eager' }], otherwise: rules.otherwise }, facts)).id;
  return withDeployment({ means, releases, first, second, eager }, 'main');
}

const withDeployment = (world: Omit<World, 'name' | 'open'>, name: string): World => ({
  ...world,
  name,
  open: (options = {}) => {
    const room = createServeRoom(world.means, { releases: world.releases, serving: { deployment: name }, ...options });
    cleanups.push(() => room.close());
    return room;
  },
});

const requestsOf = (count: number, options: { readonly day?: number; readonly prefix?: string } = {}): PredictionRequest[] =>
  makeRows(count, { from: FIRST_DAY + (options.day ?? 0) * DAY }).map(({ label: _, ...inputs }, i) => ({
    predictionId: `${options.prefix ?? 'p'}${i}`,
    unitKey: `u${i}`,
    eventAt: inputs.departure,
    inputs,
  }));

const everything = { from: FIRST_DAY - 100 * DAY, to: FIRST_DAY + 400 * DAY };
const logFolder = ({ means, name }: World) => means.folder.path('predictions', name);

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  // It lives until the last test; vitest calls what a beforeAll returns.
  const closings = cleanups.splice(0);
  return async () => {
    for (const closing of closings) await closing();
  };
});

let deployments = 0;
/** The same releases behind a deployment with a log of its own. */
const ownWorld = (): World => withDeployment(world, `own-${++deployments}`);

describe('deployments', () => {
  it('cannot answer before there is a champion', async () => {
    const room = world.open({ serving: { deployment: 'empty' } });
    expect(await room.deployment()).toBe(null);
    await expect(room.predict(requestsOf(1))).rejects.toMatchObject({ code: 'SERVE_NOT_DEPLOYED' });
    await expect(room.setPolicy({ shadows: [world.first] }, reason)).rejects.toMatchObject({ code: 'SERVE_POLICY_INVALID' });
    await expect(room.rollBack(reason)).rejects.toMatchObject({ code: 'SERVE_NOT_DEPLOYED' });
  });

  it('change by versions and events, and move the alias of the champion', async () => {
    const { means, releases, first, second } = world;
    const room = world.open({ serving: { deployment: 'changing' } });
    expect(await room.setPolicy({ champion: first }, reason)).toEqual({ name: 'changing', champion: first, challenger: null, shadows: [], policyVersion: 1 });
    const trial = await room.setPolicy({ challenger: { release: second, share: 0.05 }, shadows: [second, second] }, reason);
    expect(trial).toMatchObject({ champion: first, challenger: { release: second, share: 0.05 }, shadows: [second], policyVersion: 2 });
    const ramped = await room.setPolicy({ challenger: { release: second, share: 0.5 } }, reason);
    expect(ramped.challenger?.salt).toBe(trial.challenger?.salt);
    expect(await releases.alias('champion')).toBe(first);
    expect(await room.setPolicy({ champion: second }, reason)).toMatchObject({ champion: second, challenger: null, policyVersion: 4 });
    expect(await releases.alias('champion')).toBe(second);
    const events = await means.ledger.list({ noun: 'deployment', name: 'changing' });
    expect(events).toHaveLength(4);
    expect(events[1]).toMatchObject({ actor: 'test', why: 'because', eventAt: FIRST_DAY, to: expect.stringMatching(/challenger [0-9a-f]{12} at 5\.0 %, 1 shadow$/) });
    await expect(room.setPolicy({ challenger: { release: second, share: 0.1 } }, reason)).rejects.toThrow(/is the champion itself/);
    await expect(room.setPolicy({ challenger: { release: first, share: 1.5 } }, reason)).rejects.toThrow(/between 0 and 1/);
    await expect(room.setPolicy({ champion: `sha256:${'0'.repeat(64)}` }, reason)).rejects.toMatchObject({ code: 'RELEASE_UNKNOWN' });
    expect((await room.deployment())?.policyVersion).toBe(4);
  });

  it('roll back champion by champion, and end the trial', async () => {
    const { first, second, eager } = world;
    const room = world.open({ serving: { deployment: 'rolling' } });
    for (const champion of [first, second, eager]) await room.setPolicy({ champion }, reason);
    await room.setPolicy({ challenger: { release: first, share: 0.2 } }, reason);
    expect(await room.rollBack(reason)).toMatchObject({ champion: second, challenger: null });
    expect(await room.rollBack(reason)).toMatchObject({ champion: first });
    await expect(room.rollBack(reason)).rejects.toMatchObject({ code: 'SERVE_NOTHING_TO_ROLL_BACK' });
  });

  it('take up what another process changed', async () => {
    const { first, second } = world;
    const room = world.open({ serving: { deployment: 'two-processes' } });
    await room.setPolicy({ champion: first }, reason);
    await room.predict(requestsOf(1, { prefix: 'a' }));
    await createServeRoom(world.means, { releases: world.releases, serving: { deployment: 'two-processes' } }).setPolicy({ champion: second }, reason);
    let asked = 0;
    await expect.poll(async () => (await room.predict(requestsOf(1, { prefix: `b${asked++}-` })))[0]!.release).toBe(second);
  });
});

describe('operations', () => {
  it('show, deploy and roll back by the names that people use', async () => {
    const { means, releases, open, first, second, name } = ownWorld();
    const room = open();
    const operations: readonly Operation<{ serve: ServeRoom; releases: ReleaseRoom; actor: string }>[] = [...serveOperations, ...releaseOperations];
    const run = (operation: string, input: Record<string, unknown> = {}): Promise<unknown> => {
      const found = operations.find((one) => one.name === operation)!;
      expect(compileReader(found.input).problems(input)).toEqual([]);
      return Promise.resolve(found.run({ serve: room, releases, actor: 'ann' }, input)).then((output) => compileReader(found.output).read(output, operation));
    };
    await expect(run('deploy.show')).rejects.toMatchObject({ code: 'SERVE_NOT_DEPLOYED' });
    await run('deploy.set', { release: 'r1', why: 'it is good' });
    await run('deploy.set', { release: second.slice(7, 19) });
    expect(await run('deploy.show')).toMatchObject({ champion: second, policyVersion: 2 });
    expect(await run('releases.show', { release: 'champion' })).toMatchObject({ id: second, kind: 'model', features: ['hour', 'kilometres'], aliases: ['champion'] });
    expect(await run('deploy.rollback', { why: 'it is not' })).toMatchObject({ champion: first });
    expect(await run('releases.list')).toMatchObject([{ id: first, aliases: ['champion'] }, { id: second, aliases: [] }, { kind: 'rules' }]);
    expect((await means.ledger.list({ noun: 'deployment', name })).map((event) => [event.actor, event.why])).toEqual([
      ['ann', 'it is good'],
      ['ann', 'ann deployed it'],
      ['ann', 'it is not'],
    ]);
  });
});

describe('predictions', () => {
  it('are answered in order, logged and read back with everything that led to them', async () => {
    const { means, name, open, first, second, eager } = ownWorld();
    const room = open();
    await room.setPolicy({ champion: first, challenger: { release: eager, share: 0.5 }, shadows: [second, first] }, reason);
    const requests = requestsOf(400);
    const answers = await room.predict(requests);
    await room.settle();
    expect(answers.map((answer) => answer.predictionId)).toEqual(requests.map((request) => request.predictionId));
    const units = await room.units({ interval: everything });
    expect(units.map((unit) => unit.order)).toEqual(requests.map((_, i) => i));
    units.forEach((unit, i) => {
      expect(unit).toMatchObject({
        ...answers[i],
        unitKey: requests[i]!.unitKey,
        eventAt: requests[i]!.eventAt,
        deployment: name,
        policyVersion: 1,
        propensity: 0.5,
        inputs: requests[i]!.inputs,
      });
      expect(unit.features).toHaveLength(2);
      // The shadow that decided on the unit itself has no second answer.
      expect(unit.shadows.map((shadow) => shadow.release)).toEqual(unit.arm === 'champion' ? [second] : [second, first]);
    });
    expect(new Set(units.map((unit) => unit.release))).toEqual(new Set([first, eager]));
    expect(await room.watermark()).toBe(requests.at(-1)!.eventAt);
    expect((await means.ledger.list({ noun: 'deployment', name })).filter((event) => event.to.includes('failed'))).toEqual([]);
  });

  it('are refused or flagged as the contract says, and logged all the same', async () => {
    const { open, first } = ownWorld();
    const room = open();
    await room.setPolicy({ champion: first }, reason);
    const [good] = requestsOf(1);
    const [flagged, refused, extra] = await room.predict([
      { unitKey: 'a', eventAt: FIRST_DAY, inputs: { ...good!.inputs, origin: 'x' } },
      { unitKey: 'b', eventAt: FIRST_DAY, inputs: { ...good!.inputs, distance: null } },
      { unitKey: 'c', eventAt: FIRST_DAY, inputs: { ...good!.inputs, tail: 'N1' } },
    ]);
    expect(flagged).toMatchObject({ decision: expect.any(String), violations: [{ reason: 'pattern' }] });
    expect(refused).toMatchObject({ score: null, decision: null, rule: null, reason: 'refused: distance is empty', violations: [{ reason: 'null', severity: 'error' }] });
    expect(extra).toMatchObject({ violations: [{ reason: 'unexpected_column', severity: 'warn' }] });
    expect(new Set([flagged!.predictionId, refused!.predictionId, extra!.predictionId]).size).toBe(3);
    const units = await room.units({ interval: everything });
    expect(units.map((unit) => unit.inputs['tail'])).toEqual([undefined, undefined, 'N1']);
    const counts = (await room.counts({ from: FIRST_DAY, to: FIRST_DAY + DAY })).get(first)!;
    expect(counts).toMatchObject({ predictions: 3, refused: 1, flagged: 2, inputs: { rows: 3 }, features: { rows: 2 }, score: { rows: 2 } });
    expect(counts.inputs.columns[1]).toMatchObject({ missing: 1 });
  });

  it('give the same answer to the same name, once in the log', async () => {
    const { open, first, second } = ownWorld();
    const room = open();
    await room.setPolicy({ champion: first }, reason);
    const requests = requestsOf(20);
    const [answers, together] = await Promise.all([room.predict(requests), room.predict(requests)]);
    expect(together).toEqual(answers);
    await room.setPolicy({ champion: second }, reason);
    expect(await room.predict([...requests, ...requestsOf(1, { prefix: 'new' }), ...requests])).toMatchObject([...answers, { release: second }, ...answers]);
    expect(await room.units({ interval: everything })).toHaveLength(21);
    await room.close();
    expect(await open().predict(requests)).toEqual(answers);
  });

  it('answer all of a batch or none, when feature code fails', async () => {
    const { means, releases, open, first } = ownWorld();
    const featureCode = FEATURE_CODE.replace('transform: (row, state) =>', "transform: (row, state) => row.origin === 'BUG' ? row.nothing.here :");
    const candidate = await makeCandidate(means, { featureCode });
    const { id } = await releases.create(candidate, await releases.judge(candidate), { note: '', actor: 'test', eventAt: FIRST_DAY });
    const room = open();
    await room.setPolicy({ champion: id }, reason);
    const requests = requestsOf(3);
    const poisoned = [...requests.slice(0, 2), { ...requests[2]!, inputs: { ...requests[2]!.inputs, origin: 'BUG' } }];
    await expect(room.predict(poisoned)).rejects.toMatchObject({ code: 'RELEASE_FEATURES_FAILED' });
    expect(await room.units({ interval: everything })).toEqual([]);
    expect(await room.predict(requests)).toHaveLength(3);
    // As a shadow it harms no answer; the ledger is told once.
    await room.setPolicy({ champion: first, shadows: [id] }, reason);
    const renamed = poisoned.map((request, i) => ({ ...request, predictionId: `q${i}` }));
    expect(await room.predict(renamed)).toHaveLength(3);
    await room.settle();
    await expect.poll(async () => (await means.ledger.list({ noun: 'deployment' })).filter((event) => event.to === `shadow ${id} failed`).length).toBe(1);
  });

  it('lose nothing while the policy changes', async () => {
    const { open, first, second } = ownWorld();
    const room = open();
    await room.setPolicy({ champion: first }, reason);
    let running = true;
    const answered: string[] = [];
    const releases = new Set<string>();
    const client = async (name: number): Promise<void> => {
      for (let i = 0; running; i++) {
        const answers = await room.predict(requestsOf(5, { prefix: `c${name}-${i}-` }));
        for (const answer of answers) {
          answered.push(answer.predictionId);
          releases.add(answer.release);
        }
      }
    };
    const clients = Promise.all([1, 2, 3, 4].map(client));
    for (const champion of [second, first, second]) {
      // More than were under way: some were asked under this policy.
      await expect.poll(() => answered.length, { interval: 5 }).toBeGreaterThan(answered.length + 40);
      await room.setPolicy({ champion }, reason);
      expect((await room.predict(requestsOf(1, { prefix: `next-${answered.length}-` })))[0]!.release).toBe(champion);
    }
    running = false;
    await clients;
    expect(releases).toEqual(new Set([first, second]));
    const logged = new Set((await room.units({ interval: everything })).map((unit) => unit.predictionId));
    expect(answered.filter((id) => !logged.has(id))).toEqual([]);
    expect(logged.size).toBe(answered.length + 3);
  });
});

describe('feedback', () => {
  it('joins by name, the latest revision known by then wins', async () => {
    const { open, first } = ownWorld();
    const room = open();
    await room.setPolicy({ champion: first }, reason);
    const [a, b] = requestsOf(2);
    await room.predict([a!, b!]);
    const at = FIRST_DAY + HOUR;
    const send = (label: 0 | 1, labelAt: number, revision?: number) =>
      room.feedback([{ predictionId: a!.predictionId!, label, labelAt, ...(revision !== undefined && { revision }) }]);
    expect(await send(1, at)).toEqual({ accepted: 1, duplicates: 0, unknown: 0, unknownIds: [] });
    expect(await send(1, at)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await send(0, at + HOUR, 1)).toMatchObject({ accepted: 1, duplicates: 0 });
    const labels = async (asOf?: number) => (await room.units({ interval: everything, ...(asOf !== undefined && { asOf }) })).map((unit) => [unit.label, unit.labelAt]);
    expect(await labels()).toEqual([
      [0, at + HOUR],
      [null, null],
    ]);
    expect(await labels(at)).toEqual([
      [1, at],
      [null, null],
    ]);
    expect(await labels(at - 1)).toEqual([
      [null, null],
      [null, null],
    ]);
    await room.close();
    const again = open();
    expect(await again.feedback([{ predictionId: a!.predictionId!, label: 1, labelAt: at }])).toMatchObject({ duplicates: 1 });
  });

  it('of unknown predictions is reported, kept, and joined when they come', async () => {
    const { open, first } = ownWorld();
    const room = open({ segmentBytes: 1 });
    await room.setPolicy({ champion: first }, reason);
    const [early] = requestsOf(1, { prefix: 'early' });
    expect(await room.feedback([{ predictionId: early!.predictionId!, label: 1, labelAt: FIRST_DAY + DAY }])).toMatchObject({
      accepted: 1,
      unknown: 1,
      unknownIds: [early!.predictionId],
    });
    await room.predict(requestsOf(1, { prefix: 'other' }));
    await room.predict([early!]);
    expect((await room.units({ interval: everything })).map((unit) => unit.label)).toEqual([null, 1]);
    await room.close();
    expect((await open().units({ interval: everything })).map((unit) => unit.label)).toEqual([null, 1]);
  });
});

describe('the log', () => {
  const fill = async (room: ServeRoom, days: number): Promise<void> => {
    for (let day = 0; day < days; day++) {
      const requests = requestsOf(120, { day, prefix: `d${day}-` });
      for (let from = 0; from < requests.length; from += 40) await room.predict(requests.slice(from, from + 40));
      await room.settle();
      await room.feedback(requests.map((request, i) => ({ predictionId: request.predictionId!, label: i % 3 === 0 ? 1 : 0, labelAt: request.eventAt! + 2 * HOUR })));
    }
  };
  const contents = async (room: ServeRoom) => ({ units: await room.units({ interval: everything }), counts: await room.counts({ from: FIRST_DAY, to: FIRST_DAY + 40 * DAY }) });

  it('reads the same from memory, from sealed Parquet, and from another process', async () => {
    const one = ownWorld();
    const room = one.open({ segmentBytes: 20_000 });
    await room.setPolicy({ champion: one.first, challenger: { release: one.second, share: 0.3 }, shadows: [one.second] }, reason);
    await fill(room, 4);
    const before = await contents(room);
    expect(before.units).toHaveLength(480);
    expect(before.units.every((unit) => unit.label !== null && (unit.release === one.second || unit.shadows.length === 1))).toBe(true);
    // A reader sees what is acknowledged while the writer is at work.
    expect(await contents(createServeRoom(one.means, { releases: one.releases, serving: { deployment: one.name } }))).toEqual(before);
    await room.close();
    const files = await readdir(logFolder(one));
    expect(files.filter((name) => /^\d{8}$/.test(name)).length).toBeGreaterThan(2);
    expect(files.filter((name) => name.endsWith('.log'))).toHaveLength(1);
    const after = await contents(one.open({ segmentBytes: 20_000 }));
    expect(after.units).toEqual(before.units);
    const exact = (counts: typeof before.counts) =>
      [...counts].map(([release, c]) => ({
        release,
        predictions: c.predictions,
        bins: c.inputs.columns.map((column) => column.bins),
        scores: c.score.columns.map((column) => column.bins),
      }));
    expect(exact(after.counts)).toEqual(exact(before.counts));
    const day = { from: FIRST_DAY + 2 * DAY, to: FIRST_DAY + 3 * DAY };
    expect(await one.open().units({ interval: day })).toEqual(before.units.slice(240, 360));
  });

  it('makes hourly counts again when they are missing or damaged', async () => {
    const one = ownWorld();
    const room = one.open({ segmentBytes: 20_000 });
    await room.setPolicy({ champion: one.first }, reason);
    await fill(room, 4);
    await room.close();
    const before = await one.open().counts({ from: FIRST_DAY, to: FIRST_DAY + 4 * DAY });
    const sealed = (await readdir(logFolder(one))).filter((name) => /^\d{8}$/.test(name));
    const counts = join(logFolder(one), sealed[0]!, 'counts');
    await rm(counts, { recursive: true });
    await writeFile(join(logFolder(one), sealed[1]!, 'counts', 'days.json'), '{');
    expect(await one.open().counts({ from: FIRST_DAY, to: FIRST_DAY + 4 * DAY })).toEqual(before);
    expect((await stat(join(counts, 'days.json'))).isFile()).toBe(true);
    await expect(one.open().counts({ from: FIRST_DAY + 1, to: FIRST_DAY + DAY })).rejects.toMatchObject({ code: 'SERVE_INTERVAL_UNALIGNED' });
  });

  it('cuts a torn end, and reports a changed frame in the middle without cutting anything', async () => {
    const one = ownWorld();
    const room = one.open();
    await room.setPolicy({ champion: one.first }, reason);
    for (let i = 0; i < 3; i++) await room.predict(requestsOf(10, { prefix: `b${i}-` }));
    await room.close();
    const path = join(logFolder(one), '00000001.log');
    const whole = await readFile(path);
    await appendFile(path, whole.subarray(0, 100));
    const reader = createServeRoom(one.means, { releases: one.releases, serving: { deployment: one.name } });
    expect(await reader.units({ interval: everything })).toHaveLength(30);
    expect((await stat(path)).size).toBe(whole.length + 100);
    const again = one.open();
    expect(await again.predict(requestsOf(1, { prefix: 'after' }))).toHaveLength(1);
    expect((await again.units({ interval: everything })).map((unit) => unit.order)).toEqual(Array.from({ length: 31 }, (_, i) => i));
    await again.close();
    const damaged = await readFile(path);
    damaged[60]! ^= 1;
    await writeFile(path, damaged);
    const corrupt = { code: 'SERVE_LOG_CORRUPT', facts: { segment: '00000001.log', offset: 0 } };
    await expect(one.open().predict(requestsOf(1, { prefix: 'never' }))).rejects.toMatchObject(corrupt);
    await expect(one.open().units({ interval: everything })).rejects.toMatchObject(corrupt);
    expect(await readFile(path)).toEqual(damaged);
  });

  it('gives no answer that is not in the log when the disk is full, and goes on when there is room again', async () => {
    const one = ownWorld();
    const room = one.open();
    await room.setPolicy({ champion: one.first }, reason);
    await room.predict(requestsOf(5));
    await room.close();
    const next = join(logFolder(one), '00000002.log');
    await symlink('/dev/full', next);
    const full = one.open();
    const unwritable = { code: 'SERVE_LOG_UNWRITABLE', message: expect.stringContaining('ENOSPC') };
    await expect(full.predict(requestsOf(5, { prefix: 'lost' }))).rejects.toMatchObject(unwritable);
    await expect(full.feedback([{ predictionId: 'p0', label: 1, labelAt: FIRST_DAY }])).rejects.toMatchObject(unwritable);
    expect((await full.units({ interval: everything })).map((unit) => [unit.order, unit.label])).toEqual([0, 1, 2, 3, 4].map((order) => [order, null]));
    await full.close();
    await rm(next);
    const again = one.open();
    expect(await again.feedback([{ predictionId: 'p0', label: 1, labelAt: FIRST_DAY }])).toMatchObject({ accepted: 1 });
    expect(await again.predict(requestsOf(5, { prefix: 'lost' }))).toHaveLength(5);
    expect((await again.units({ interval: everything })).map((unit) => unit.order)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('has one writer', async () => {
    const one = ownWorld();
    const room = one.open();
    await room.setPolicy({ champion: one.first }, reason);
    await room.predict(requestsOf(1));
    const other = one.open();
    await expect(other.predict(requestsOf(1, { prefix: 'x' }))).rejects.toMatchObject({ code: 'STORE_FOLDER_IN_USE' });
    await room.close();
    await expect(room.predict(requestsOf(1))).rejects.toMatchObject({ code: 'SERVE_CLOSED' });
    expect(await other.predict(requestsOf(1, { prefix: 'x' }))).toHaveLength(1);
  });

  it('reads a day while segments are sealed under it', async () => {
    const one = ownWorld();
    const room = one.open({ segmentBytes: 8_000 });
    await room.setPolicy({ champion: one.first }, reason);
    let expected = 0;
    for (let i = 0; i < 30; i++) {
      await room.predict(requestsOf(40, { prefix: `s${i}-` }));
      expected += 40;
      const units: readonly Unit[] = await room.units({ interval: everything });
      expect(units.map((unit) => unit.order)).toEqual(Array.from({ length: expected }, (_, order) => order));
    }
  });
});
