import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveThrough } from '../../test/tiny-project/live-through.ts';
import { openTinyPlatform } from '../../test/tiny-project/open-tiny-platform.ts';
import { day, FLIP, ROWS_A_DAY } from '../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import type { Operations, Platform } from '../platform/index.ts';
import type { MadeRelease } from './index.ts';

// An upstream repair fills one column with one value for two days. Nothing learns from them until a person says that they are mended.

const POISONED = [33, 34];
let root: string;
let platform: Platform;

beforeAll(async () => {
  root = await writeTinyProject({ loop: `{ retrain: { calibrationGap: 1, maxAgeDays: 900 } }` });
  platform = await openTinyPlatform(root);
  const first = await make(day(FLIP), day(0));
  await platform.loop.place(first.release!, { at: day(FLIP), actor: 'ann' });
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

const make = (asOf: number, since?: number): Promise<MadeRelease> => platform.loop.makeRelease({ asOf, actor: 'ann', why: 'a try', ...(since !== undefined && { since }) });

async function ask<N extends keyof Operations>(name: N, input: Operations[N]['input']): Promise<Operations[N]['output']> {
  return (await platform.perform(platform.operations.get(name)!, input, { actor: 'ann' })) as Operations[N]['output'];
}

describe('a poisoned window', () => {
  it('stays out of training, and so does what nobody has judged while the alarm stands; the run says so', async () => {
    await liveThrough(platform, { from: FLIP, to: 35, poisoned: POISONED });
    expect((await ask('quarantine.list', {})).map(({ window, state, why }) => [window.from, state, why])).toEqual(POISONED.map((n) => [day(n), 'held', 'value: constant']));
    // Two days that no window has closed over yet: the alarm is the last word on them.
    const made = await make(day(38));
    const { leftOut } = await ask('runs.show', { run: made.run.id });
    expect(leftOut).toMatchObject({ rows: 4 * ROWS_A_DAY, included: null });
    expect(leftOut!.stretches.map(({ from, scope, rows, why }) => [from, scope, rows, why])).toEqual([
      [day(33), 'rows', ROWS_A_DAY, 'value: constant'],
      [day(34), 'rows', ROWS_A_DAY, 'value: constant'],
      [day(35), 'window', 2 * ROWS_A_DAY, 'the alarm stands (value: constant)'],
    ]);
    const pages = (await platform.monitor.findings({ urgency: 'page' })).filter((finding) => finding.kind === 'constant').map((finding) => finding.id);
    expect(new Set(leftOut!.stretches.flatMap((one) => one.findings))).toEqual(new Set(pages));
    expect((await ask('runs.read', { runs: [made.run.id] }))[0]!.leftOut).toEqual(leftOut);
  });

  it('stays out, with what came after it, when somebody looks after the alarm and nobody wants to hear of it', async () => {
    const before = await platform.monitor.heldStretches(day(38));
    expect(before.at(-1)).toMatchObject({ from: day(35), why: 'the alarm stands (value: constant)' });
    const [alarm] = (await platform.monitor.alerts(['open'])).filter(({ kind }) => kind === 'constant');
    await ask('alerts.acknowledge', { alert: alarm!.id });
    const mute = (await ask('alerts.mute', { kind: 'constant', why: 'known', for: '2d' }))!;
    expect(await platform.monitor.heldStretches(day(38))).toEqual(before);
    await ask('alerts.unmute', { mute: mute.id });
  });

  it('is all that stays out once the alarm is over', async () => {
    await liveThrough(platform, { from: 35, to: 38 });
    const { leftOut } = await ask('runs.show', { run: (await make(day(38))).run.id });
    expect(leftOut).toMatchObject({ rows: 2 * ROWS_A_DAY, stretches: POISONED.map((n) => ({ from: day(n), to: day(n + 1), why: 'value: constant' })) });
  });

  it('comes into training when a person lets it go, who is named in the ledger', async () => {
    const released = await ask('quarantine.release', { from: day(33), to: day(35), why: 'the feed was loaded again' });
    expect(released.map(({ window, state }) => [window.from, state])).toEqual(POISONED.map((n) => [day(n), 'released']));
    expect((await ask('quarantine.list', {})).map(({ released: by }) => by?.by)).toEqual(['ann', 'ann']);
    expect(await platform.monitor.quarantined()).toEqual([]);
    const told = await platform.means.ledger.list({ noun: 'quarantine' });
    expect(told.map(({ from, to, actor, eventAt }) => [from, to, actor, eventAt])).toEqual([
      [null, 'held', 'monitor', day(34)],
      [null, 'held', 'monitor', day(35)],
      ['held', 'released', 'ann', day(33)],
      ['held', 'released', 'ann', day(34)],
    ]);
    const made = await make(day(38));
    expect((await ask('runs.show', { run: made.run.id })).leftOut).toEqual({ rows: 0, of: expect.any(Number) as number, stretches: [], included: null });
    expect(made.run.metrics['rows left out']).toBe(0);
    // Their labels come in late: that they were let go is not forgotten when they mature.
    await platform.monitor.matureWindows(day(60));
    expect((await ask('quarantine.list', {})).map((one) => one.state)).toEqual(['released', 'released']);
  });

  it('is let go once', async () => {
    await expect(ask('quarantine.release', { from: day(33), why: 'again' })).rejects.toMatchObject({ code: 'MONITOR_NOTHING_HELD', status: 404 });
  });
});
