import { describe, expect, it } from 'vitest';
import { type Contract, countedTests, createCounter, leaveOpen, limitLevels, number, profiledColumns, profileValues, string, type TableProfile } from '../../data/index.ts';
import { DAY, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { ReferenceProfile } from '../../train/index.ts';
import { type SpentBudget, spendAlarms } from './alarm-budget.ts';
import { findInWindow, type JudgedRelease } from './find-in-window.ts';
import type { WindowVolume } from '../windows.store.ts';
import { MONITORING_DEFAULTS } from '../window.ts';

// Windows of healthy data through the tests that run when a window closes: the battery, volume and requests, and the contract's. The bounds on effect and on natural days are taken away, so that the tests decide alone.

const COLUMNS = 8;
const PERIODS = 25;
const WINDOWS = 30;
const options = { ...MONITORING_DEFAULTS, pageEffect: 0, pageShare: 0 };
const tests = Array.from({ length: 4 }, (_, i) => ({ test: 'distribution' as const, columns: [`c${i}`], against: 'reference' as const, minEffect: 0, falseAlarm: 0.05 }));
const contract = { columns: Object.fromEntries(Array.from({ length: COLUMNS }, (_, i) => [`c${i}`, i < 5 ? number() : string()])), tests } as unknown as Contract;

/** A day of some 300 requests: numbers, some of them mostly 0, and texts; all depend on each other by a common half. */
function rowsOf(count: number, random: Random): (number | string)[][] {
  return Array.from({ length: count }, () => {
    const common = random.normal();
    return Array.from({ length: COLUMNS }, (_, i) => {
      const own = 0.7 * common + 0.7 * random.normal();
      return i < 3 ? own : i < 5 ? Math.max(0, Math.round(2 * own)) : `k${Math.floor(4 * (1 / (1 + Math.exp(-own))))}`;
    });
  });
}

const profileOf = (rows: readonly (readonly (number | string)[])[]): TableProfile => ({
  rows: rows.length,
  columns: Array.from({ length: COLUMNS }, (_, i) => profileValues({ name: `c${i}`, kind: i < 5 ? 'number' : 'string', values: rows.map((row) => row[i]) as never })),
});

const poisson = (mean: number, random: Random): number => Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));

interface Pages {
  battery: number;
  contract: number;
  other: number;
  /** Windows that any of them pages in. */
  windows: number;
}

/** Lives through healthy days; a new reference for each period, since one is as unlucky in all its windows. `levelOf` gives a window's chance to its tests. */
function live(seed: string, levels: (budget: SpentBudget) => { readonly battery: number; readonly each: number }): Pages {
  const random = seededRandom(seed);
  const pages: Pages = { battery: 0, contract: 0, other: 0, windows: 0 };
  for (let period = 0; period < PERIODS; period++) {
    const inputs = profileOf(rowsOf(4_000, random));
    const none: TableProfile = { rows: 0, columns: [] };
    const reference = { inputs, features: none, score: inputs.columns[0]!, natural: [] } as ReferenceProfile;
    const release = { id: `sha256:${'0'.repeat(64)}`, reference, evaluation: { harm: [] } } as unknown as JudgedRelease;
    const counting = countedTests(contract, inputs);
    let budget: SpentBudget | undefined;
    const history: WindowVolume[] = [];
    for (let n = 0; n < WINDOWS; n++) {
      const interval = { from: n * DAY, to: (n + 1) * DAY };
      const predictions = poisson(300, random);
      const rows = rowsOf(predictions, random);
      const counter = createCounter(inputs);
      const score = createCounter({ rows: 0, columns: [inputs.columns[0]!] });
      const tested = counting.map(({ cells }) => Array<number>(cells).fill(0));
      for (const row of rows) {
        counter.add(row);
        score.add([row[0]!]);
        const named = Object.fromEntries(row.map((value, i) => [`c${i}`, value]));
        counting.forEach(({ cellOf }, i) => {
          const cell = cellOf(named);
          if (cell >= 0) tested[i]![cell]!++;
        });
      }
      budget = spendAlarms(budget, { interval, predictions }, options);
      const { battery, each } = levels(budget);
      const counts = {
        inputs: counter.counts(),
        features: { rows: 0, columns: [] },
        score: score.counts(),
        decided: [],
        tested: { requests: tested, answers: [] },
        predictions,
        refused: 0,
        flagged: 0,
      };
      const { findings } = findInWindow({ deployment: 'd', interval, traffic: [{ release, counts }], history, previous: [], options: { ...options, falseAlarm: battery } });
      const paged = findings.filter(({ urgency }) => urgency === 'page');
      const isOther = (kind: string): boolean => kind === 'volume' || kind === 'violations';
      const broken = leaveOpen(limitLevels(contract, each), { rows: predictions, tested, profiled: profiledColumns(inputs, counts.inputs) }, inputs) !== null;
      if (paged.some(({ kind }) => !isOther(kind))) pages.battery++;
      if (paged.some(({ kind }) => isOther(kind))) pages.other++;
      if (broken) pages.contract++;
      if (broken || paged.length > 0) pages.windows++;
      history.push({ from: interval.from, predictions, refused: 0, flagged: 0, quarantined: false });
    }
  }
  return pages;
}

describe('all that pages when a window closes', () => {
  it('stays within the budget together: battery, volume, requests and the tests of the contract', () => {
    const { windows, other } = live('healthy', ({ chance }) => ({ battery: chance / 2, each: chance / 2 / tests.length }));
    const most = options.alarmBudget / WINDOWS;
    expect(clopperPearson(windows, PERIODS * WINDOWS, 0.02)[0]).toBeLessThanOrEqual(most);
    expect(other).toBe(0);
  });

  it('is caught when tests of the contract come on top, each at the level that it states', () => {
    const { contract: paged, windows } = live('usual', ({ chance }) => ({ battery: chance, each: 0.05 }));
    const most = options.alarmBudget / WINDOWS;
    expect(clopperPearson(windows, PERIODS * WINDOWS, 0.02)[0]).toBeGreaterThan(2 * most);
    expect(paged).toBeGreaterThan(0);
  });
});
