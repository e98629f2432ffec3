import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toFeedback, toRequest } from '../../test/tiny-project/live-through.ts';
import { openTinyPlatform } from '../../test/tiny-project/open-tiny-platform.ts';
import { day, FLIP, type Order, ordersOf } from '../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import { DAY } from '../kernel/index.ts';
import type { Platform } from '../platform/index.ts';

// On one day the values of the shop come as a fifth of what they are, which the whole hides; on another most orders come from the office, each as ever.

const [SCALED, MIXED, END] = [FLIP + 1, FLIP + 2, FLIP + 3];
let root: string;
let platform: Platform;

/** Serves the orders of a day three times over. */
async function serve(n: number, change: (order: Order) => Order = (order) => order, weight: (order: Order) => number = () => 3): Promise<void> {
  const orders = ordersOf(n).flatMap((order) => Array.from({ length: weight(order) }, (_, i) => ({ order, predictionId: `${order.id}-${i}` })));
  await platform.serve.predict(orders.map(({ order, predictionId }) => ({ ...toRequest(change(order)), predictionId })));
  await platform.serve.feedback(orders.map(({ order, predictionId }) => ({ ...toFeedback(order), predictionId })));
  await platform.loop.advance(day(n) + DAY);
}

beforeAll(async () => {
  root = await writeTinyProject({ loop: `{ retrain: { calibrationGap: 1, maxAgeDays: 900 } }` });
  const config = join(root, 'capstan.config.ts');
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace('lastDays: 9', 'lastDays: 30').replace('pageEffect: 0.3 }', `pageEffect: 0.3, segments: ['segment'] }`));
  platform = await openTinyPlatform(root);
  const made = await platform.loop.makeRelease({ asOf: day(FLIP), since: day(0), actor: 'ann', why: 'the first' });
  await platform.loop.place(made.release!, { at: day(FLIP), actor: 'ann' });
  await serve(FLIP);
  await serve(SCALED, (order) => (order.segment === 'shop' ? { ...order, value: order.value / 5 } : order));
  await serve(MIXED, undefined, (order) => (order.segment === 'office' ? 9 : 2));
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

const shop = (n: number): number => 3 * ordersOf(n).filter((order) => order.segment === 'shop').length;

describe('segments of live traffic', () => {
  it('are told of where alone they changed; rows, examples and distribution are theirs', async () => {
    const { monitor } = platform;
    const [worst, ...others] = (await monitor.diagnoses({})).filter((one) => one.urgency === 'page');
    expect(others).toEqual([]);
    expect(worst).toMatchObject({
      column: 'value',
      since: day(SCALED),
      until: day(MIXED),
      where: { column: 'segment', values: ['shop'], alone: true },
      worst: { rows: shop(SCALED) },
    });
    expect(worst!.worst.message).toContain('only where segment = shop');
    expect(worst!.cause).toContain('segment = shop alone');
    expect(await monitor.quarantine()).toMatchObject([{ window: { from: day(SCALED) }, rows: { units: shop(SCALED) / 3 } }]);
    const examples = await monitor.examples(worst!.worst.finding);
    expect(examples.map(({ inputs }) => inputs['segment'])).toEqual(Array.from({ length: 5 }, () => 'shop'));
    const distribution = await monitor.distribution(day(SCALED), { column: 'value', by: 'segment', segment: 'shop' });
    expect(distribution.rows.window).toBe(shop(SCALED));
    expect(distribution.mean.window).toBeLessThan(0.4 * distribution.mean.reference!);
    await expect(monitor.distribution(day(SCALED), { column: 'value', by: 'segment', segment: 'moon' })).rejects.toMatchObject({ code: 'MONITOR_SEGMENT_UNKNOWN' });
  });

  it('are one notice where only their mix changed', async () => {
    const { findings } = await platform.monitor.window(day(MIXED));
    expect(findings).toMatchObject([{ kind: 'mix', column: 'segment', urgency: 'notice' }]);
    expect(findings[0]!.message).toContain('the mix of segment changed');
  });

  it('are shown with every window, and measured where no others are named', async () => {
    const { window } = await platform.monitor.window(day(SCALED));
    expect(window.segments!.map(({ value, rows, farthest }) => [value, rows > 100, farthest !== null])).toEqual(
      expect.arrayContaining([
        ['shop', true, true],
        ['(other)', false, false],
      ]),
    );
    const history = await platform.monitor.history({});
    expect(history.segments.map(({ value }) => value).toSorted()).toEqual(['(other)', 'home', 'office', 'shop']);
    expect(history.farthest.map((cells) => cells.length)).toEqual([3, 3, 3, 3]);
    const { estimated } = await platform.monitor.segments({ interval: { from: day(FLIP), to: day(END) }, by: [] });
    expect(estimated.some(({ column, value }) => column === 'segment' && value === 'office')).toBe(true);
  });
});
