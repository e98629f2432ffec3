import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveThrough, toFeedback, toRequest } from '../../test/tiny-project/live-through.ts';
import { openTinyPlatform } from '../../test/tiny-project/open-tiny-platform.ts';
import { day, FLIP, type Order, ordersOf, ROWS_A_DAY } from '../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import { DAY, type Digest } from '../kernel/index.ts';
import type { Operations, Platform } from '../platform/index.ts';
import type { MadeRelease, ReleaseOrder } from './index.ts';

// On one day every second order comes with the same value; on the next the values of all are a tenth of what they were. Of the first day half can be learned from, of the second nothing.

const HALF = 33;
const SCALED = 34;
const NOW = 37;
let root: string;
let platform: Platform;
/** What is learned from while nothing was let go. */
let base: MadeRelease;

async function serve(n: number, change: (order: Order, i: number) => Order): Promise<void> {
  const orders = ordersOf(n);
  await platform.serve.predict(orders.map((order, i) => toRequest(change(order, i))));
  await platform.serve.feedback(orders.map(toFeedback));
  await platform.loop.advance(day(n) + DAY);
}

beforeAll(async () => {
  root = await writeTinyProject({ loop: `{ retrain: { calibrationGap: 1, maxAgeDays: 900 } }` });
  platform = await openTinyPlatform(root);
  const first = await make({ asOf: day(FLIP), since: day(0) });
  await platform.loop.place(first.release!, { at: day(FLIP), actor: 'ann' });
  await liveThrough(platform, { from: FLIP, to: HALF - 1 });
  const second = await make({ asOf: day(FLIP), changes: { lastDays: 7 } });
  await platform.loop.place(second.release!, { at: day(HALF - 1), actor: 'ann' });
  await liveThrough(platform, { from: HALF - 1, to: HALF });
  await serve(HALF, (order, i) => (i % 2 === 1 ? { ...order, value: 42 } : order));
  await serve(SCALED, (order) => ({ ...order, value: order.value / 10 }));
  await liveThrough(platform, { from: SCALED + 1, to: NOW });
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

const make = (order: Partial<ReleaseOrder>): Promise<MadeRelease> => platform.loop.makeRelease({ asOf: day(NOW), actor: 'ann', why: 'a try', ...order });

async function ask<N extends keyof Operations>(name: N, input: Operations[N]['input']): Promise<Operations[N]['output']> {
  return (await platform.perform(platform.operations.get(name)!, input, { actor: 'ann' })) as Operations[N]['output'];
}

/** The keys that a training learned from, of one day. */
async function learned({ run }: MadeRelease, n: number): Promise<string[]> {
  const rows = await platform.means.columns.query<{ key: string }>(
    'SELECT unit_key AS key FROM read_parquet($1) WHERE event_at >= epoch_ms($2::BIGINT) AND event_at < epoch_ms($3::BIGINT) ORDER BY 1',
    [await platform.means.blobs.pathOf(run.artifacts['snapshot/rows'] as Digest), day(n), day(n + 1)],
  );
  return rows.map((row) => row.key);
}

const keysOf = (n: number, which: (i: number) => boolean): string[] =>
  ordersOf(n)
    .filter((order, i) => which(i) && order.value !== 42)
    .map((order) => String(order.id))
    .sort();

describe('poisoned rows', () => {
  it('are named by findings that name rows; a finding about a distribution holds the window', async () => {
    const list = await ask('quarantine.list', {});
    expect(list.map(({ window, why, rows }) => [window.from, why, rows?.units ?? null])).toEqual([
      [day(HALF), 'value: constant', ROWS_A_DAY / 2],
      [day(SCALED), expect.stringContaining('drift'), null],
    ]);
    expect(list[0]!.rows!.byFinding).toEqual([{ finding: list[0]!.findings[0], what: 'value: constant', units: ROWS_A_DAY / 2 }]);
  });

  it('are all that a training leaves out of their window; its run says which, by which finding', async () => {
    const made = (base = await make({}));
    expect(await learned(made, HALF)).toEqual(keysOf(HALF, (i) => i % 2 === 0));
    expect(await learned(made, SCALED)).toEqual([]);
    expect(await learned(made, SCALED + 1)).toHaveLength(ROWS_A_DAY);
    expect(made.leftOut).toMatchObject({
      rows: 1.5 * ROWS_A_DAY,
      stretches: [
        { from: day(HALF), scope: 'rows', rows: ROWS_A_DAY / 2, byFinding: [{ what: 'value: constant', rows: ROWS_A_DAY / 2 }] },
        { from: day(SCALED), scope: 'window', rows: ROWS_A_DAY, byFinding: [] },
      ],
      included: null,
    });
    expect((await ask('runs.read', { runs: [made.run.id] }))[0]!.leftOut).toEqual(made.leftOut);
  });

  it('stay out whatever else is left out, and the same again is the same: nothing runs', async () => {
    const again = await make({ excluded: [] });
    expect(again.pipeline.steps.map((step) => step.status)).toEqual(again.pipeline.steps.map(() => 'cached'));
    expect(again.run.artifacts).toEqual(base.run.artifacts);
    expect(again.leftOut).toEqual(base.leftOut);
    const more = await make({ excluded: [{ from: day(35), to: day(36), why: 'a strike' }] });
    expect(more.leftOut).toMatchObject({ rows: 2.5 * ROWS_A_DAY });
    // Of a day of which the data has four times as many rows as were asked about, nobody knows which others are broken.
    const { rows: held } = (await ask('quarantine.list', {}))[0]!;
    const sparse = await make({ excluded: [{ from: day(HALF), to: day(HALF + 1), why: 'a constant', held: held!, asked: ROWS_A_DAY / 4 }] });
    expect(await learned(sparse, HALF)).toEqual([]);
    expect(sparse.leftOut!.stretches).toContainEqual(
      expect.objectContaining({ from: day(HALF), scope: 'window', why: 'a constant; most of its rows were never asked about, so all of it' }),
    );
  });

  it('are all that a trial leaves out of their window, and its record says why; a distribution takes the window', async () => {
    const [rollout] = await platform.loop.rollouts();
    const [half, scaled] = (await ask('quarantine.list', {})).map(({ findings }) => findings);
    expect(rollout!.trials['shadow']).toMatchObject({
      leftOut: [
        { from: day(HALF), to: day(HALF + 1), units: ROWS_A_DAY / 2, why: 'value: constant', findings: half },
        { from: day(SCALED), units: null, why: expect.stringContaining('drift') as string, findings: scaled },
      ],
      skipped: [{ from: day(SCALED), to: day(SCALED + 1) }],
    });
    const windows = await platform.monitor.windows({ interval: { from: day(HALF), to: day(SCALED) } });
    const live = await platform.monitor.leftOutOfTrial(windows[0]!, 'live');
    expect([...live!.units!].sort()).toEqual(
      ordersOf(HALF)
        .filter((_, i) => i % 2 === 1)
        .map((order) => String(order.id))
        .sort(),
    );
  });

  it('are learned from only when somebody says why, and the run and the ledger say so too', async () => {
    const made = await make({ includeQuarantined: 'to see what the gate says' });
    expect(await learned(made, SCALED)).toHaveLength(ROWS_A_DAY);
    expect(made.leftOut).toMatchObject({ rows: 0, stretches: [], included: { why: 'to see what the gate says', stretches: [{ from: day(HALF) }, { from: day(SCALED) }] } });
    const told = await platform.means.ledger.list({ noun: 'quarantine', name: 'training on orders' });
    expect(told.map(({ actor, from, to, why }) => [actor, from, to, why])).toEqual([['ann', 'held', 'included', 'to see what the gate says']]);
  });

  it('are let go one by one, by finding, or with their window', async () => {
    const [half] = await ask('quarantine.list', {});
    const one = ordersOf(HALF)[1]!.id;
    await expect(ask('quarantine.release', { from: day(HALF), finding: 'finding_of_another', why: 'no' })).rejects.toMatchObject({ code: 'MONITOR_NOTHING_HELD' });
    await expect(ask('quarantine.release', { from: day(SCALED), units: [String(one)], why: 'no' })).rejects.toMatchObject({ code: 'MONITOR_NOTHING_HELD' });
    const fewer = await ask('quarantine.release', { from: day(HALF), units: [String(one)], why: 'it was so' });
    expect(fewer).toMatchObject([{ state: 'held', rows: { units: ROWS_A_DAY / 2 - 1 } }]);
    expect(await learned(await make({}), HALF)).toContain(String(one));
    const gone = await ask('quarantine.release', { from: day(HALF), finding: half!.findings[0]!, why: 'a false alarm' });
    expect(gone).toMatchObject([{ state: 'released', rows: null }]);
    expect((await ask('quarantine.list', {})).map(({ window, state }) => [window.from, state])).toEqual([
      [day(HALF), 'released'],
      [day(SCALED), 'held'],
    ]);
    expect((await platform.means.ledger.list({ noun: 'quarantine' })).filter(({ eventAt }) => eventAt === day(HALF)).map(({ from, to, why }) => [from, to, why])).toEqual([
      ['held', 'held', 'it was so'],
      ['held', 'released', 'a false alarm'],
    ]);
  });
});
