import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayOf, openWatchedDays, type WatchedDays } from '../../../test/fixtures/watched-days.ts';

let days: WatchedDays;
beforeAll(async () => {
  days = await openWatchedDays({ days: 6 });
});
afterAll(() => days.close());

it('estimates each segment from its own test rows before labels are due, and labels say the same once they are', async () => {
  const monitor = days.monitor();
  const order = { interval: { from: dayOf(0), to: dayOf(6) }, by: ['distance', 'origin'] };
  await monitor.closeWindows(dayOf(6));
  const { estimated, provisional, matured } = await monitor.segments(order);
  expect([provisional, matured]).toEqual([6, 0]);
  expect(estimated[0]).toMatchObject({ column: null, rows: 1_800, refusal: null });
  expect(estimated.filter((segment) => segment.column === 'distance').reduce((sum, segment) => sum + segment.rows, 0)).toBe(1_800);

  await monitor.matureWindows(dayOf(7));
  const measured = await monitor.segments(order);
  expect(measured.estimated).toEqual([]);
  const pairs = estimated.flatMap((segment) => {
    const truth = measured.segments.find((one) => one.column === segment.column && one.value === segment.value);
    return ['auc', 'accuracy', 'recall'].flatMap((metric) => {
      const figure = segment.metrics.find((one) => one.metric === metric);
      const value = truth?.metrics.find((one) => one.metric === metric)?.value;
      return figure?.interval && value !== undefined && value !== null ? [{ figure: figure.interval, value }] : [];
    });
  });
  expect(pairs.length).toBeGreaterThan(12);
  const held = pairs.filter(({ figure: [low, high], value }) => low <= value && value <= high).length;
  expect(held / pairs.length).toBeGreaterThan(0.85);
});

it('says of segments with few rows that nobody can say', async () => {
  const monitor = days.monitor();
  await days.means.db.kysely.deleteFrom('monitor_windows' as never).execute();
  await monitor.closeWindows(dayOf(1));
  const { estimated } = await monitor.segments({ interval: { from: dayOf(0), to: dayOf(1) }, by: ['distance'] });
  expect(estimated.map(({ column, refusal, metrics }) => [column, refusal, metrics.length > 0])).toEqual([
    [null, null, true],
    ['distance', 'few_rows', false],
    ['distance', 'few_rows', false],
    ['distance', 'few_rows', false],
    ['distance', 'few_rows', false],
  ]);
});
