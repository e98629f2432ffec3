import { describe, expect, it } from 'vitest';
import { DAY, HOUR, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson, holm } from '../../stats/index.ts';
import { MONITORING_DEFAULTS } from '../window.ts';
import { type SpentBudget, BUDGET_PERIOD, spendAlarms } from './alarm-budget.ts';

const WINDOWS = 1000;
const COLUMNS = 50;
const RUNS = 30;

/** The tests of one clean window: columns that depend on each other by a common half, uniform each. */
function cleanPs(random: Random): number[] {
  const common = random.next();
  return Array.from({ length: COLUMNS }, () => (random.next() < 0.5 ? common : random.next()));
}

const hour = (n: number) => ({ from: n * HOUR, to: (n + 1) * HOUR });

describe('the budget of false alarms', () => {
  it('holds over 1,000 clean windows of an hour with 50 columns; Holm in each window alone at 1 % alarms five times as often and more', () => {
    const random = seededRandom('budget');
    let [alarms, perWindow] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      let budget: SpentBudget | undefined;
      for (let n = 0; n < WINDOWS; n++) {
        budget = spendAlarms(budget, { interval: hour(n), predictions: n % 24 < 6 ? 0 : 100 }, MONITORING_DEFAULTS);
        const least = Math.min(...holm(cleanPs(random)));
        if (least <= budget.chance) alarms++;
        if (least <= MONITORING_DEFAULTS.falseAlarm) perWindow++;
      }
    }
    // 1,000 hours are a period and a part of the next, which may spend its budget early.
    const expected = (MONITORING_DEFAULTS.alarmBudget * 2) / WINDOWS;
    expect(clopperPearson(alarms, RUNS * WINDOWS, 0.02)[0]).toBeLessThanOrEqual(expected);
    expect(clopperPearson(perWindow, RUNS * WINDOWS, 0.02)[0]).toBeGreaterThan(5 * expected);
  });

  it('is never overspent in a period, whatever windows come, and begins anew with the next', () => {
    let budget: SpentBudget | undefined;
    let last = 0;
    for (let n = 0; n < 2000; n++) {
      const next = spendAlarms(budget, { interval: hour(n), predictions: n % 7 }, MONITORING_DEFAULTS);
      expect(next.spent).toBeLessThanOrEqual(MONITORING_DEFAULTS.alarmBudget + 1e-9);
      if (budget !== undefined && next.period.from !== budget.period.from) {
        // All is spent when the period ends, but for what its very last window would have had.
        expect(budget.spent).toBeGreaterThan(0.99 * MONITORING_DEFAULTS.alarmBudget);
        expect(next).toMatchObject({ period: { from: budget.period.to, to: budget.period.to + BUDGET_PERIOD }, spent: next.chance });
        last++;
      }
      budget = next;
    }
    expect(last).toBe(2);
  });

  it('gives what windows without traffic leave to those after them, and never more than a window may have', () => {
    const first = spendAlarms(undefined, { interval: hour(0), predictions: 0 }, MONITORING_DEFAULTS);
    expect(first).toMatchObject({ spent: 0, chance: 0, period: { from: 0, to: BUDGET_PERIOD } });
    const later = spendAlarms(first, { interval: hour(360), predictions: 1 }, MONITORING_DEFAULTS);
    expect(later.chance).toBeCloseTo(1 / 3 / 360, 9);
    expect(spendAlarms(first, { interval: hour(719), predictions: 1 }, MONITORING_DEFAULTS).chance).toBe(0.01);
    // A window of a day has the chance that it always had.
    expect(spendAlarms(undefined, { interval: { from: 0, to: DAY }, predictions: 1 }, MONITORING_DEFAULTS).chance).toBe(0.01);
  });
});
