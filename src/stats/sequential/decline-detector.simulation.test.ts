import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { createDeclineDetector, resumeDeclineDetector } from './decline-detector.ts';

const UNITS = 400;
const WINDOWS = 2_000;
const DESIGN = { tolerance: 0.01, effect: 0.02 } as const;

/** How much more each unit's Brier score is than its calibrated score promised; the relation between score and label has moved by `decline`. */
function drawWindow(random: Random, decline: number): Float64Array {
  return Float64Array.from({ length: UNITS }, () => {
    const p = 0.05 + 0.5 * random.next();
    const label = random.next() < p + decline ? 1 : 0;
    return (label - p) * (1 - 2 * p);
  });
}

interface Watch {
  push(excess: Float64Array): { readonly alarm: boolean };
}

const alarms = (watch: Watch, label: string, decline = 0): number => {
  const random = seededRandom(label);
  let count = 0;
  for (let w = 0; w < WINDOWS; w++) if (watch.push(drawWindow(random, decline)).alarm) count++;
  return count;
};

const summary = (values: Float64Array): { mean: number; error: number } => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { mean, error: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length / values.length) };
};

/** Known to be bad: a 95 % interval of each window by itself. */
const intervalEachDay = (): Watch => ({
  push: (excess) => {
    const { mean, error } = summary(excess);
    return { alarm: mean - 1.96 * error > 0 };
  },
});

/** Known to be bad: three standard deviations of ten windows to begin with. */
function threeSigma(): Watch {
  const first: number[] = [];
  return {
    push: (excess) => {
      const { mean } = summary(excess);
      if (first.length < 10) return { alarm: first.push(mean) < 0 };
      const centre = first.reduce((sum, x) => sum + x / first.length, 0);
      const sd = Math.sqrt(first.reduce((sum, x) => sum + (x - centre) ** 2 / first.length, 0));
      return { alarm: mean > centre + 3 * sd };
    },
  };
}

describe('the detector of declines', () => {
  // At one in 1,000 there are two in 2,000 windows; more than seven have a chance of one in a thousand.
  const MOST = 7;

  it('alarms at most once in a thousand windows, also when the decline is no larger than is tolerated', () => {
    expect(alarms(createDeclineDetector(DESIGN), 'healthy')).toBeLessThanOrEqual(MOST);
    expect(alarms(createDeclineDetector(DESIGN), 'tolerated', 0.015)).toBeLessThanOrEqual(MOST);
  });

  it('is what an interval a day and three standard deviations are not', () => {
    expect(alarms(intervalEachDay(), 'healthy')).toBeGreaterThan(MOST);
    const runs = Array.from({ length: 4 }, (_, run) => alarms(threeSigma(), `healthy ${run}`));
    expect(runs.reduce((sum, count) => sum + count / runs.length, 0)).toBeGreaterThan(4); // twice what is promised
  });

  it('finds a decline within days, and its end', () => {
    const random = seededRandom('decline');
    const watch = createDeclineDetector(DESIGN);
    const told = Array.from({ length: 300 }, (_, w) => watch.push(drawWindow(random, w >= 100 && w < 200 ? 0.12 : 0)).alarm);
    const first = told.indexOf(true);
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThan(115);
    expect(told.slice(first, 200)).not.toContain(false);
    expect(told.slice(220)).not.toContain(true);
  });

  it('goes on from its state to the last bit, also before the first window', () => {
    const random = seededRandom('state');
    const whole = createDeclineDetector(DESIGN);
    let parts = createDeclineDetector(DESIGN);
    for (let w = 0; w < 20; w++) {
      parts = resumeDeclineDetector(JSON.parse(JSON.stringify(parts.toState())) as never);
      const excess = drawWindow(random, 0.05);
      expect(parts.push(excess)).toEqual(whole.push(excess));
    }
    expect(() => createDeclineDetector(DESIGN).push(Float64Array.of(2))).toThrow(/excess 0 is 2/);
    expect(() => resumeDeclineDetector({ kind: 'paired' })).toThrow(/cannot be resumed/);
  });
});
