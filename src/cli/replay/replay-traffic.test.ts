import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTinyPlatform } from '../../../test/tiny-project/open-tiny-platform.ts';
import { day, FLIP, ordersOf, ROWS_A_DAY } from '../../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../../test/tiny-project/write-tiny-project.ts';
import { DAY, HOUR, type Instant } from '../../kernel/index.ts';
import type { Platform } from '../../platform/index.ts';
import { type Client, createClient, type Feedback, type PredictionRequest } from '../../sdk/index.ts';
import { type RunningServer, startServer } from '../../server/index.ts';
import { lookBackOf, readUnitsFrom, type Replay, type ReplayedDay, replayTraffic } from './replay-traffic.ts';

let root: string;
let platform: Platform;
let server: RunningServer;

beforeAll(async () => {
  root = await writeTinyProject();
  platform = await openTinyPlatform(root);
  const made = await platform.loop.makeRelease({ asOf: day(FLIP), actor: 'ann', why: 'the first', since: day(0) });
  await platform.loop.place(made.release!, { at: day(FLIP), actor: 'ann' });
  server = await startServer(platform, { port: 0, version: '1' });
});
afterAll(async () => {
  await server.close();
  await platform.close();
  await rm(root, { recursive: true });
});

type Call = { readonly requests: readonly PredictionRequest[] } | { readonly outcomes: readonly Feedback[] } | { readonly watermark: Instant };

/** Replays days through the real server; what went over the wire, in order, and what came of each day. */
async function replay(days: {
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal;
  readonly until?: Instant;
  readonly onDay?: (day: ReplayedDay) => void;
}): Promise<{ calls: Call[]; done: ReplayedDay[]; outcome: { accepted: number; duplicates: number; unknown: number } }> {
  const client = createClient({ url: server.url });
  const calls: Call[] = [];
  const done: ReplayedDay[] = [];
  const outcome = { accepted: 0, duplicates: 0, unknown: 0 };
  const listening: Client = {
    ...client,
    predict: (requests) => (calls.push({ requests }), client.predict(requests)),
    async feedback(outcomes) {
      calls.push({ outcomes });
      const receipt = await client.feedback(outcomes);
      for (const name of ['accepted', 'duplicates', 'unknown'] as const) outcome[name] += receipt[name];
      return receipt;
    },
    call(operation, ...input) {
      if (operation === 'loop.advance') calls.push(input[0] as { watermark: Instant });
      return client.call(operation, ...input);
    },
  };
  const order: Replay = {
    client: listening,
    read: readUnitsFrom(platform, { fraction: 1, seed: 1 }),
    from: day(days.from),
    lookBack: lookBackOf(platform),
    to: days.until ?? day(days.to),
    signal: days.signal ?? new AbortController().signal,
    onDay: (one) => {
      done.push(one);
      days.onDay?.(one);
    },
  };
  await replayTraffic(order);
  return { calls, done, outcome };
}

describe('the units of a replay', () => {
  it('are the rows of the source, in event order, with what a request carries and when the outcome was known', async () => {
    const units = await readUnitsFrom(platform, { fraction: 1, seed: 1 })({ from: day(31), to: day(32) });
    expect(units).toEqual(
      ordersOf(31).map(({ id, at, value, noise, segment, returned, knownAt }) => ({ key: String(id), at, inputs: { value, noise, segment }, label: returned, knownAt })),
    );
  });

  it('are a sample that stays the same, whatever the interval', async () => {
    const sample = { fraction: 0.25, seed: 7 };
    const whole = await readUnitsFrom(platform, sample)({ from: day(30), to: day(34) });
    const part = await readUnitsFrom(platform, sample)({ from: day(31), to: day(32) });
    expect(whole.length / (4 * ROWS_A_DAY)).toBeCloseTo(0.25, 1);
    expect(whole.filter((unit) => unit.at >= day(31) && unit.at < day(32))).toEqual(part);
    expect(await readUnitsFrom(platform, { fraction: 0.25, seed: 8 })({ from: day(31), to: day(32) })).not.toEqual(part);
  });
});

describe('a replay', () => {
  it('asks when units happened, reports outcomes when they became known, and ends each day', async () => {
    const { calls, done, outcome } = await replay({ from: 30, to: 33 });
    expect(done.map((one) => [one.day, one.predictions, one.steps.map((step) => step.at)])).toEqual([30, 31, 32].map((n) => [day(n), ROWS_A_DAY, [day(n + 1)]]));
    const asked = new Map<string, Instant>();
    let now = day(30);
    for (const call of calls) {
      if ('requests' in call) {
        expect(call.requests.length).toBeLessThanOrEqual(250);
        for (const { predictionId, eventAt } of call.requests) {
          expect(eventAt).toBeGreaterThanOrEqual(now - 1);
          asked.set(predictionId!, eventAt!);
        }
        now = Math.max(now, ...call.requests.map((request) => request.eventAt!));
      } else if ('outcomes' in call) {
        for (const { predictionId, labelAt } of call.outcomes) {
          expect(asked.has(predictionId)).toBe(true);
          // Never before it was known, and within the beat of four hours after it.
          expect(labelAt).toBeLessThanOrEqual(now + 4 * HOUR);
          expect(labelAt).toBeGreaterThan(now - 4 * HOUR - 1);
        }
      } else now = call.watermark;
    }
    expect(asked.size).toBe(3 * ROWS_A_DAY);
    const unknownYet = [30, 31, 32].flatMap(ordersOf).filter((order) => order.knownAt > day(33)).length;
    expect(unknownYet).toBeGreaterThan(0);
    expect(outcome).toEqual({ accepted: 3 * ROWS_A_DAY - unknownYet, duplicates: 0, unknown: 0 });
    const units = await platform.serve.units({ interval: { from: day(30), to: day(33) }, asOf: day(31) });
    expect(units).toHaveLength(3 * ROWS_A_DAY);
    expect(units.filter((unit) => unit.label !== null).map((unit) => unit.predictionId)).toEqual(
      ordersOf(30)
        .filter((order) => order.knownAt <= day(31))
        .map((order) => String(order.id)),
    );
  });

  it('of days that were replayed before changes nothing, but delivers what was still on its way', async () => {
    const before = await platform.serve.units({ interval: { from: day(30), to: day(33) } });
    const { done, outcome } = await replay({ from: 30, to: 33 });
    expect(done.map((one) => one.steps)).toEqual([[], [], []]);
    // Outcomes of the days before, which nobody was asked about, are kept, should their predictions come.
    expect(outcome).toMatchObject({ accepted: 2 * ROWS_A_DAY, unknown: 2 * ROWS_A_DAY });
    expect(await platform.serve.units({ interval: { from: day(30), to: day(33) } })).toEqual(before);

    const late = before.filter((unit) => unit.label === null).map((unit) => unit.predictionId);
    const next = await replay({ from: 33, to: 34 });
    expect(next.outcome.unknown).toBe(0);
    const after = await platform.serve.units({ interval: { from: day(30), to: day(33) } });
    expect(after.filter((unit) => unit.label === null)).toEqual([]);
    expect(late.length).toBeGreaterThan(0);
  });

  it('looks back as far as the project waits for labels', () => {
    const { loaded } = platform;
    expect(lookBackOf({ loaded })).toBe(2 * DAY);
    const slow = { ...loaded, project: { ...loaded.project, monitor: { attribution: 10 * DAY } } };
    expect(lookBackOf({ loaded: slow })).toBe(11 * DAY);
  });

  it('stops between days when told, and goes on where it was', async () => {
    const stop = new AbortController();
    const { done } = await replay({ from: 34, to: 38, signal: stop.signal, onDay: (one) => one.day === day(35) && stop.abort() });
    expect(done.map((one) => one.day)).toEqual([day(34), day(35)]);
    expect(await platform.loop.advancedTo()).toBe(day(36));
    const rest = await replay({ from: 36, to: 38 });
    expect(rest.done).toHaveLength(2);
    expect(await platform.serve.units({ interval: { from: day(34), to: day(38) } })).toHaveLength(4 * ROWS_A_DAY);
  });

  it('of a part of a day knows nothing of its rest', async () => {
    const until = day(38) + 10 * HOUR;
    const { calls } = await replay({ from: 38, to: 39, until });
    expect(Math.max(...calls.flatMap((call) => ('requests' in call ? call.requests.map((request) => request.eventAt!) : [])))).toBeLessThan(until);
    expect(Math.max(...calls.flatMap((call) => ('outcomes' in call ? call.outcomes.map((one) => one.labelAt) : [])))).toBeLessThanOrEqual(until);
    expect(calls.at(-1)).toEqual({ watermark: until });
    const asked = calls.flatMap((call) => ('requests' in call ? call.requests : []));
    expect(asked).toHaveLength(ordersOf(38).filter((order) => order.at < until).length);
  });
});
