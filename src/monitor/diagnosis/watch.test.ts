import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, openWatchedDays, type WatchedDays } from '../../../test/fixtures/watched-days.ts';
import { compareDistributions, countsOfProfile, profileValues } from '../../data/index.ts';
import { HOUR } from '../../kernel/index.ts';
import { diagnose } from './diagnose.ts';
import type { Finding } from '../finding.ts';
import type { MonitorRoom } from '../index.ts';

// Days 4 and 5 are poisoned: every departure is 13:05.

let days: WatchedDays;
let monitor: MonitorRoom;
beforeAll(async () => {
  days = await openWatchedDays({ days: 8, poisoned: [4, 5] });
  monitor = days.monitor();
  await monitor.closeWindows(dayOf(7));
  await monitor.matureWindows(dayOf(7));
});
afterAll(() => days.close());

describe('what is shown of windows', () => {
  it('diagnoses an unbroken run once, with its cause, and folds what follows into it', async () => {
    const [worst, ...others] = await monitor.diagnoses({});
    expect(worst).toMatchObject({
      kind: 'constant',
      column: 'departure',
      group: 'input',
      urgency: 'page',
      since: dayOf(4),
      until: dayOf(6),
      windows: 2,
      ongoing: false,
      worst: { rows: 300, value: '785', effect: 1 },
      alert: { state: 'resolved', muted: false },
      held: 2,
      released: 0,
    });
    expect(worst!.cause).toContain('fills departure with one value');
    expect(worst!.remedy).toContain('find what writes departure');
    expect(others.every((one) => one.urgency === 'notice')).toBe(true);
  });

  it('shows a column of a window beside the reference, every row in one place', async () => {
    const departure = await monitor.distribution(dayOf(4) + HOUR, { column: 'departure' });
    expect(departure).toMatchObject({ group: 'input', kind: 'times of day', window: { from: dayOf(4), to: dayOf(5) }, rows: { window: 300 }, missing: { window: 0 } });
    expect(departure.mean.window).toBe(785);
    const full = departure.bars.filter((bar) => bar.window > 0);
    expect(full).toHaveLength(1);
    expect(full[0]).toMatchObject({ window: 1 });
    expect(full[0]!.from).toBeLessThanOrEqual(785);
    expect(full[0]!.to).toBeGreaterThan(785);
    expect(full[0]!.label).toMatch(/^\d\d:\d\d to \d\d:\d\d$/);
    expect((await monitor.distribution(dayOf(4), { column: 'score' })).bars.reduce((sum, bar) => sum + bar.reference, 0)).toBeCloseTo(1, 10);
    await expect(monitor.distribution(dayOf(4), { column: 'none' })).rejects.toMatchObject({ code: 'MONITOR_COLUMN_UNKNOWN' });
    await expect(monitor.distribution(dayOf(7), { column: 'score' })).rejects.toMatchObject({ code: 'MONITOR_WINDOW_UNKNOWN' });
  });

  it('shows predictions that a finding is about', async () => {
    const [worst] = await monitor.diagnoses({});
    const examples = await monitor.examples(worst!.worst.finding);
    expect(examples).toHaveLength(5);
    for (const { value, eventAt, predictionId, inputs } of examples) {
      expect(value).toBe('2001-01-07T13:05Z');
      expect(eventAt).toBeGreaterThanOrEqual(dayOf(4));
      expect(predictionId).toMatch(/^p4-/);
      expect(Object.keys(inputs)).toEqual(['departure', 'distance', 'origin']);
    }
    await expect(monitor.examples('finding_none')).rejects.toMatchObject({ code: 'MONITOR_FINDING_UNKNOWN' });
  });

  it('lays windows out over time', async () => {
    const history = await monitor.history({ limit: 3 });
    expect(history.windows.map(({ from, state, quarantined }) => [from, state, quarantined])).toEqual([
      [dayOf(4), 'matured', true],
      [dayOf(5), 'matured', true],
      [dayOf(6), 'provisional', false],
    ]);
    expect(history.columns.map(({ column }) => column)).toEqual(['departure', 'distance', 'origin', 'hour', 'kilometres', 'score']);
    expect(history.effects[0]![0]).toBeGreaterThan(0.8);
    expect(history.effects[0]![2]).toBeLessThan(0.3);
    // 300 scores of a day like the reference's, whose mean is its rate of delays.
    expect((await monitor.window(dayOf(6))).window.meanScore).toBeCloseTo((await monitor.distribution(dayOf(6), { column: 'score' })).mean.reference!, 1);
    expect(history.windows[0]!.quality).toMatchObject({ labelled: 300 });
    expect(history.windows[2]!.quality).toBeNull();
    expect(await monitor.window(dayOf(5) + HOUR)).toMatchObject({ window: { interval: { from: dayOf(5) } }, findings: [{ kind: 'constant' }] });
  });
});

describe('compareDistributions', () => {
  it('names the strangers, and adds up the values that are too many to draw', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? null : `v${i % 97}`));
    const profile = profileValues({ name: 'city', kind: 'string', values });
    const counts = { ...countsOfProfile(profile), rows: 1100, unseen: 100, frequent: [{ value: '<b>', count: 80 }, ...countsOfProfile(profile).frequent] };
    const compared = compareDistributions(profile, counts);
    expect(compared.bars).toHaveLength(24);
    expect(compared.strangers).toEqual([{ value: '<b>', share: 80 / 1100 }]);
    for (const side of ['reference', 'window'] as const) {
      const total = compared.bars.reduce((sum, bar) => sum + bar[side], 0) + compared.other[side] + compared.missing[side] + compared.unseen[side];
      expect(total).toBeCloseTo(1, 10);
    }
  });

  it('shows truths as truths, also one that the reference has none of', () => {
    const bars = (reference: Float64Array, window: Partial<ReturnType<typeof countsOfProfile>>) => {
      const profile = profileValues({ name: 'opened', kind: 'boolean', values: reference });
      const compared = compareDistributions(profile, { ...countsOfProfile(profile), ...window });
      expect(compared).toMatchObject({ kind: 'values', mean: { reference: null }, outside: { window: 0 } });
      return compared.bars.map((bar) => [bar.label, bar.reference, bar.window]);
    };
    const mixed = Float64Array.from({ length: 100 }, (_, i) => Number(i % 4 === 0));
    expect(bars(mixed, {})).toEqual([
      ['false', 0.75, 0.75],
      ['true', 0.25, 0.25],
    ]);
    const all = new Float64Array(100).fill(1);
    expect(bars(all, { rows: 200, below: 100 })).toEqual([
      ['false', 0, 0.5],
      ['true', 1, 0.5],
    ]);
  });
});

describe('diagnose', () => {
  const window = (n: number) => ({ interval: { from: n, to: n + 1 }, state: n < 2 ? ('matured' as const) : ('provisional' as const), quarantined: false, columns: [] });
  const finding = (n: number, about: Partial<Finding>): Finding => ({
    id: `f${n}${about.column}`,
    deployment: 'd',
    release: `sha256:${'0'.repeat(64)}`,
    window: { from: n, to: n + 1 },
    kind: 'drift',
    column: 'a',
    urgency: 'notice',
    effect: 0.2,
    natural: 0.1,
    p: 0.001,
    since: n,
    rows: 10,
    harm: null,
    message: 'm',
    remedy: 'r',
    ...about,
  });

  it('tells a notice beside a page with it, and on other days by itself', () => {
    const findings = [
      finding(0, { column: 'b', since: 0 }),
      finding(1, { column: 'a', urgency: 'page', effect: 0.9 }),
      finding(1, { column: 'b', since: 0 }),
      finding(2, { column: 'b', since: 0, effect: 0.3 }),
    ];
    const told = diagnose({ findings, windows: [0, 1, 2].map(window), alerts: [], isMuted: () => false });
    expect(told.map(({ column, windows, ongoing, related }) => [column, windows, ongoing, related.map((one) => one.column)])).toEqual([
      ['a', 1, false, ['b']],
      ['b', 2, true, []],
    ]);
  });

  it('says of skew that it is the feature that was served otherwise, where an input has the same name', () => {
    const report = { column: 'a', distance: 0, natural: 0, p: 1, missing: 0, unseen: 0, outOfRange: 0, topValue: null, topShare: 0 };
    const named = {
      ...window(0),
      columns: [
        { ...report, group: 'input' as const },
        { ...report, group: 'feature' as const },
      ],
    };
    const groupOf = (kind: Finding['kind']): string | null | undefined =>
      diagnose({ findings: [finding(0, { kind, column: 'a' })], windows: [named], alerts: [], isMuted: () => false })[0]?.group;
    expect([groupOf('skew'), groupOf('drift')]).toEqual(['feature', 'input']);
  });

  it('says that what labels tell goes on while the newest window with labels shows it', () => {
    const findings = [finding(0, { kind: 'calibration', since: 0 }), finding(1, { kind: 'calibration', since: 0, windows: 2 }), finding(1, { kind: 'drift' })];
    const told = diagnose({ findings, windows: [0, 1, 2].map(window), alerts: [], isMuted: () => false });
    expect(told.map(({ kind, since, windows, ongoing }) => [kind, since, windows, ongoing])).toEqual([
      ['calibration', 0, 2, true],
      ['drift', 1, 1, false],
    ]);
  });
});
