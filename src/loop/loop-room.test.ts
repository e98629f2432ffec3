import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { liveThrough, serveDay, toRequest } from '../../test/tiny-project/live-through.ts';
import { openTinyPlatform } from '../../test/tiny-project/open-tiny-platform.ts';
import { type Power, PowerCut, withPower } from '../../test/tiny-project/power-cut.ts';
import { day, FLIP, ordersOf } from '../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import { DAY, formatDay } from '../kernel/index.ts';
import { createMonitorRoom } from '../monitor/index.ts';
import type { Platform } from '../platform/index.ts';
import { createReleaseRoom, type Release } from '../release/index.ts';
import { createServeRoom, type ServeRoom } from '../serve/index.ts';
import { createLoopRoom, type LoopRoom, type LoopStep, type Rollout } from './index.ts';

// Real rooms of a tiny project, in event time, without HTTP. On day FLIP the world turns over: the first release is bad from then on, a retrained one is good.

const POISONED = [33, 34];
const by = { at: day(FLIP), actor: 'ann' };
let root: string;
let first: Release;
let second: Release;
const open: (() => Promise<unknown>)[] = [];
let copies = 0;

beforeAll(async () => {
  root = await writeTinyProject();
  const platform = await openTinyPlatform(root);
  const make = async (asOf: number): Promise<Release> => (await platform.loop.makeRelease({ asOf, actor: 'ann', why: `of day ${(asOf - day(0)) / DAY}`, since: day(0) })).release!;
  first = await make(day(FLIP));
  expect(await platform.loop.place(first, by)).toBe('champion');
  second = await make(day(FLIP + 10));
  await platform.close();
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The project with its two releases, the first one deployed, in a state folder of its own; `loop` replaces its policy. */
async function openCopy(loop?: string): Promise<Platform> {
  const from = join(root, '.capstan');
  let home = root;
  if (loop !== undefined) {
    home = await writeTinyProject({ loop, data: false });
    await cp(join(root, 'orders.parquet'), join(home, 'orders.parquet'));
    open.push(() => rm(home, { recursive: true, force: true }));
  }
  const folder = join(home, `state-${++copies}`);
  await cp(from, folder, { recursive: true });
  const platform = await openTinyPlatform(home, folder);
  open.push(() => platform.close());
  return platform;
}

/** No retraining comes in between. */
const withTrial = (rest: string): string =>
  `{ retrain: { calibrationGap: 1, maxAgeDays: 900 }, shadow: { minimumEffect: 0.05, maxDays: 10 }, live: { ramp: [{ share: 0.2, days: 1 }, { share: 0.5, days: 1 }], margin: 0.1, maxDays: 12 }, ${rest} }`;

const movesOf = (steps: readonly LoopStep[]): string[] => steps.flatMap((step) => step.transitions.map((move) => `${(move.at - day(0)) / DAY} ${move.from} → ${move.to}`));

it('does not let a few predictions far ahead take event time along, and follows when more come', async () => {
  const { serve, loop, monitor } = await openCopy();
  await liveThrough({ serve, loop }, { from: FLIP, to: FLIP + 3 });
  const today = Date.UTC(2026, 0, 1);
  const ask = (from: number, to: number, eventAt = today) =>
    serve.predict(Array.from({ length: to - from }, (_, i) => ({ ...toRequest(ordersOf(FLIP)[i]!), predictionId: `stray ${from + i}`, unitKey: `stray ${from + i}`, eventAt })));
  const follow = async () => {
    await serve.settle();
    return loop.follow(await serve.watermark());
  };
  await ask(0, 1);
  for (let n = FLIP + 3; n < FLIP + 5; n++) {
    await serveDay(serve, n);
    const followed = await follow();
    expect(followed).toEqual({ watermark: day(n), ahead: 1 });
    await loop.advance(followed.watermark);
  }
  expect((await monitor.windows()).at(-1)?.interval).toMatchObject({ to: day(FLIP + 4) });
  expect((await monitor.findings()).filter(({ kind }) => kind === 'volume')).toEqual([]);
  await ask(1, 19);
  expect((await follow()).ahead).toBe(19);
  // What the page and the command line ask.
  expect(await loop.ahead()).toBe(19);
  await ask(19, 20);
  expect(await follow()).toEqual({ watermark: today, ahead: 0 });
  expect(await loop.ahead()).toBe(0);
});

it('follows a few predictions far ahead that come on several days, as those of a quiet project do', async () => {
  const { serve, loop } = await openCopy();
  await liveThrough({ serve, loop }, { from: FLIP, to: FLIP + 1 });
  const follow = async () => {
    await serve.settle();
    return loop.follow(await serve.watermark());
  };
  const today = Date.UTC(2026, 0, 1);
  for (const [n, ahead] of [1, 2, 0].entries()) {
    await serve.predict([{ ...toRequest(ordersOf(FLIP)[n]!), predictionId: `quiet ${n}`, unitKey: `quiet ${n}`, eventAt: today + n * DAY }]);
    expect(await follow()).toEqual({ watermark: ahead > 0 ? day(FLIP + 1) : today + n * DAY, ahead });
  }
});
const withoutId = ({ id: _, ...rollout }: Rollout): Omit<Rollout, 'id'> => rollout;

/** What the ledger tells of the loop's doings by day, without names that are made up anew each time. */
async function storyOf(platform: Pick<Platform, 'means'>): Promise<string[]> {
  const events = await platform.means.ledger.list({ limit: 10_000 });
  return events
    .filter((event) => !['candidate', 'dataset version'].includes(event.noun))
    .map((event) => `${event.eventAt === null ? '' : formatDay(event.eventAt)} ${event.noun} ${event.noun === 'rollout' ? '' : event.name}: ${event.from} → ${event.to}`);
}

describe('the loop', () => {
  let story: string[];
  let ended: Omit<Rollout, 'id'>[];

  it('retrains by age, tries the new model in the shadow and live, promotes it, and drops the next for futility', async () => {
    const platform = await openCopy();
    const steps = await liveThrough(platform, { from: FLIP, to: 53, poisoned: POISONED });
    expect(steps).toHaveLength(23);
    expect(movesOf(steps)).toEqual(['40 queued → shadow', '42 shadow → live', '44 live → promoted', '50 queued → shadow', '52 shadow → futile']);

    const retrained = steps.find((step) => step.retrained)!.retrained!;
    expect(retrained.release).not.toBeNull();
    expect(await platform.monitor.quarantined()).toEqual([{ from: day(33), to: day(35) }]);
    const manifest = JSON.parse(await readFile(await platform.means.blobs.pathOf(retrained.run.artifacts['snapshot/manifest'] as never), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      interval: { from: day(30), to: day(39) },
      available: 7 * 160,
      leftOut: 2 * 160,
      excluded: [33, 34].map((poisoned) => ({ from: day(poisoned), to: day(poisoned + 1), why: 'value: constant', rows: 160, held: { units: 160 } })),
    });
    expect(retrained.run.params['excluded']).toMatchObject(
      [33, 34].map((poisoned) => ({ from: day(poisoned), to: day(poisoned + 1), why: 'value: constant', findings: [expect.any(String)], held: { units: 160 } })),
    );

    const rollouts = await platform.loop.rollouts();
    expect(rollouts.map((rollout) => rollout.state)).toEqual(['promoted', 'futile']);
    expect(await platform.serve.deployment()).toMatchObject({ champion: retrained.release!.id, challenger: null, shadows: [first.id] });
    expect(await platform.releases.alias('champion')).toBe(retrained.release!.id);
    const units = await platform.serve.units({ interval: { from: day(43), to: day(44) } });
    expect(units.filter((unit) => unit.arm === 'challenger').length / units.length).toBeCloseTo(0.5, 1);

    expect(await platform.loop.advance(day(53))).toEqual([]);
    expect(await platform.loop.advance(day(41))).toEqual([]);
    expect(await platform.loop.advancedTo()).toBe(day(53));
    story = await storyOf(platform);
    ended = rollouts.map(withoutId);
    expect(new Set(story).size).toBe(story.length);
  });

  it('comes to the same when the power is cut after every single write, and nothing is fed or told twice', async () => {
    const platform = await openCopy();
    const { loaded, means } = platform;
    const { project } = loaded;
    const power: Power = { writes: Infinity };
    const cut = withPower(means, power);
    /** As a new process would open them. */
    const reopen = (): { serve: ServeRoom; loop: LoopRoom } => {
      const releases = createReleaseRoom(cut, { scope: project.scope, gate: project.gate!, rules: project.rules! });
      const serve = createServeRoom(cut, { releases, serving: { deployment: project.name, log: 'fast' } });
      const monitor = createMonitorRoom(cut, { serve, releases, scope: project.scope, monitoring: project.monitor!, ...(project.alerts && { alerting: project.alerts }) });
      const loop = createLoopRoom(cut, {
        registry: platform.registry,
        data: platform.data,
        train: platform.train,
        releases,
        serve,
        monitor,
        scope: project.scope,
        policy: project.loop!,
        dataset: 'orders',
        monitoring: project.monitor!,
      });
      return { serve, loop };
    };
    let rooms = reopen();
    let cuts = 0;
    for (let n = FLIP; n < 46; n++) {
      power.writes = Infinity;
      await serveDay(rooms.serve, n, POISONED.includes(n));
      // Cut after the next write; where the same one comes again and again, let a few more pass.
      for (let attempt = 0; ; attempt++) {
        power.writes = Math.floor(attempt / 3);
        try {
          await rooms.loop.advance(day(n + 1));
          break;
        } catch (error) {
          if (!(error instanceof PowerCut)) throw error;
          cuts++;
          power.writes = Infinity;
          await rooms.serve.close();
          rooms = reopen();
        }
      }
    }
    power.writes = Infinity;
    const rollouts = await rooms.loop.rollouts();
    await rooms.serve.close();
    expect(cuts).toBeGreaterThan(50);
    expect(rollouts.map(withoutId)).toEqual(ended.slice(0, 1));
    const told = await storyOf(platform);
    expect(told.at(-1)).toContain('2001-02-14T00:00:00.000Z: provisional → matured');
    expect(told).toEqual(story.slice(0, told.length));
  }, 600_000);
});

/** Calls from a score on. */
const rulesAt = (threshold: string) => ({
  rows: [{ id: 'likely', when: `score >= ${threshold}`, decision: 'call', reason: 'likely to come back' }],
  otherwise: { decision: 'ship', reason: 'likely to stay' },
});

describe('approval by a person', () => {
  it('lets the challenger wait, and promotes it when told', async () => {
    const platform = await openCopy(withTrial(`approval: 'person'`));
    expect(await platform.loop.place(second, { ...by, at: day(40) })).toBe('queued');
    expect(await platform.loop.place(second, { ...by, at: day(40) })).toBe('queued');
    expect(await platform.loop.place(first, by)).toBe('champion');
    await expect(platform.loop.approve({ at: day(41), actor: 'ben' })).rejects.toMatchObject({ code: 'LOOP_NOTHING_WAITING' });
    expect(movesOf(await liveThrough(platform, { from: 40, to: 48 }))).toEqual(['41 queued → shadow', '43 shadow → live', '45 live → waiting']);
    expect(await platform.serve.deployment()).toMatchObject({ champion: first.id, challenger: { release: second.id, share: 0.5 } });
    expect(await platform.loop.approve({ at: day(48), actor: 'ben' })).toMatchObject({ from: 'waiting', to: 'promoted', why: 'approved by ben', release: second.id });
    expect(await platform.serve.deployment()).toMatchObject({ champion: second.id, challenger: null, shadows: [first.id] });
    expect((await platform.loop.rollouts()).map((rollout) => rollout.state)).toEqual(['promoted']);
    await expect(platform.loop.approve({ at: day(48), actor: 'ben' })).rejects.toMatchObject({ code: 'LOOP_NOTHING_WAITING' });
  });

  it('watches the guardrails for as long as it waits', async () => {
    // To call everybody is soon seen to be cheaper than the old model, but later seen to call far too many for nothing.
    const platform = await openCopy(withTrial(`approval: 'person', yardstick: 'none'`));
    await platform.loop.proposeRules(rulesAt('0.01'), { at: day(40), actor: 'ann', why: 'call everybody' });
    const steps = await liveThrough(platform, { from: 40, to: 60 });
    expect(movesOf(steps)).toEqual(['41 queued → live', '43 live → waiting', expect.stringMatching(/^\d\d waiting → rolled_back$/) as string]);
    expect(await platform.serve.deployment()).toMatchObject({ champion: first.id, challenger: null });
  });
});

describe('a promotion by hand', () => {
  it('is made at once, ends the trials against the champion before, and leaves the queue alone', async () => {
    const platform = await openCopy(withTrial(`championAlias: 'any'`));
    const tried = await platform.loop.proposeRules(rulesAt('0.15'), { at: day(20), actor: 'ann', why: 'call a few more' });
    await liveThrough(platform, { from: 20, to: 21 });
    const waiting = await platform.loop.proposeRules(rulesAt('0.25'), { at: day(21), actor: 'ann', why: 'call fewer' });
    expect((await platform.serve.deployment())!.challenger).toMatchObject({ release: tried.id });
    expect(await platform.loop.promote(second, { ...by, at: day(21), why: 'I know better' })).toBe('champion');
    expect(await platform.serve.deployment()).toMatchObject({ champion: second.id, challenger: null, shadows: [first.id] });
    const rollouts = await platform.loop.rollouts();
    expect(rollouts.map((rollout) => [rollout.challenger, rollout.state])).toEqual([
      [tried.id, 'withdrawn'],
      [waiting.id, 'queued'],
    ]);
    expect(rollouts[0]!.why).toMatch(/^ann made .* the champion$/);
    const { policyVersion } = (await platform.serve.deployment())!;
    expect(await platform.loop.promote(second, { ...by, at: day(21) })).toBe('champion');
    expect(await platform.serve.deployment()).toMatchObject({ policyVersion });
    // With 'any' the queue may be jumped, by a change of rules too.
    expect(await platform.loop.promote(waiting, { ...by, at: day(22) })).toBe('champion');
    expect((await platform.loop.rollouts()).map((rollout) => rollout.state)).toEqual(['withdrawn', 'withdrawn']);
  });
});

describe('new rules', () => {
  it('go straight to live traffic, are rolled back by the guardrail, and give way to the next in the queue', async () => {
    const platform = await openCopy(withTrial(`yardstick: 'none'`));
    const bad = await platform.loop.proposeRules(rulesAt('0.01'), { at: day(20), actor: 'ann', why: 'call everybody' });
    expect(bad).toMatchObject({ kind: 'rules', parent: first.id });
    expect(await platform.loop.place(second, { ...by, at: day(20) })).toBe('queued');
    const steps = await liveThrough(platform, { from: 20, to: 26 });
    expect(movesOf(steps).slice(0, 2)).toEqual(['21 queued → live', expect.stringMatching(/^2[345] live → rolled_back$/) as string]);
    const rollBack = steps.find((step) => step.transitions.some((move) => move.to === 'rolled_back'))!;
    expect(rollBack.transitions.map((move) => [move.release, move.to])).toEqual([
      [bad.id, 'rolled_back'],
      [second.id, 'shadow'],
    ]);
    expect(rollBack.transitions[0]!.why).toMatch(/^the guardrail on needless calls broke/);
    expect(await platform.serve.deployment()).toMatchObject({ champion: first.id, challenger: null });
  });

  it('are refused when they change nothing, and move on top of the champion of the day', async () => {
    const platform = await openCopy(withTrial(`yardstick: 'none'`));
    await expect(platform.loop.proposeRules(platform.loaded.rules, { at: day(40), actor: 'ann', why: 'the same again' })).rejects.toMatchObject({
      code: 'LOOP_RULES_UNCHANGED',
    });
    const eager = await platform.loop.proposeRules(rulesAt('0.15'), { at: day(40), actor: 'ann', why: 'call a few more' });
    expect(await platform.loop.place(second, { ...by, at: day(40) })).toBe('queued');
    await platform.serve.setPolicy({ champion: second.id }, { actor: 'ben', why: 'by hand', eventAt: day(40) });
    expect(movesOf(await liveThrough(platform, { from: 40, to: 41 }))).toEqual(['41 queued → live']);
    const { challenger } = (await platform.serve.deployment())!;
    expect(challenger!.release).not.toBe(eager.id);
    const [tried, placed] = await platform.loop.rollouts();
    expect(await platform.releases.read(tried!.challenger)).toMatchObject({ kind: 'rules', parent: second.id, note: 'call a few more' });
    expect(tried!.champion).toBe(second.id);
    // The other one has become champion without a trial: there is nothing to try.
    const steps = await liveThrough(platform, { from: 41, to: 50 });
    expect(steps.flatMap((step) => step.transitions).find((move) => move.rollout === placed!.id)).toMatchObject({
      from: 'queued',
      to: 'withdrawn',
      why: 'it is the champion already',
    });
  });

  it('need a champion', async () => {
    const empty = await openTinyPlatform(root, join(root, 'state-empty'));
    open.push(() => empty.close());
    await expect(empty.loop.proposeRules(rulesAt('0.3'), { at: day(40), actor: 'ann', why: 'too early' })).rejects.toMatchObject({ code: 'LOOP_NO_CHAMPION' });
    await expect(empty.loop.approve({ at: day(40), actor: 'ann' })).rejects.toMatchObject({ code: 'LOOP_NO_CHAMPION' });
    expect(await empty.loop.advance(day(40))).toEqual([]);
    expect(await empty.loop.advancedTo()).toBeNull();
  });
});

describe('a retraining that fails', () => {
  it('is told, does not hold up the loop, and is tried again after the cooldown', async () => {
    const platform = await openCopy(`{ retrain: { calibrationGap: 1, maxAgeDays: 16, cooldownDays: 3 } }`);
    await rm(join(platform.loaded.root, 'orders.parquet'));
    const steps = await liveThrough(platform, { from: 44, to: 51 });
    expect(steps).toHaveLength(7);
    expect(steps.every((step) => step.retrained === null && step.transitions.length === 0)).toBe(true);
    const told = await platform.means.ledger.list({ noun: 'retraining' });
    expect(told.map((event) => [(event.eventAt! - day(0)) / DAY, event.to])).toEqual([
      [46, 'started'],
      [46, 'failed'],
      [49, 'started'],
      [49, 'failed'],
    ]);
    expect(told[1]!.why).toContain('orders.parquet');
  });
});
