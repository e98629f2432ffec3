import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { createAdwin, resumeAdwin } from './adwin.ts';
import { createPageHinkley, resumePageHinkley } from './page-hinkley.ts';

interface Detector {
  push(value: number): unknown;
}

const STATIONARY = 5_000;
const drawNormal = (random: Random): number => random.normal();

/** Alarms in `runs` streams of 100,000 values without a change, after their first 5,000. */
function falseAlarms(make: () => Detector, runs: number, draw = drawNormal): number {
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    const random = seededRandom(`stationary ${run}`);
    const detector = make();
    for (let i = 0; i < STATIONARY + 100_000; i++) if (detector.push(draw(random)) && i >= STATIONARY) alarms++;
  }
  return alarms;
}

/** Median number of values until a shift after 5,000 stationary ones is found; Infinity when most are not within 3,000. */
function medianDelay(make: () => Detector, shift: number, draw = drawNormal): number {
  const delays = Array.from({ length: 41 }, (_, run) => {
    const random = seededRandom(`shift ${run}`);
    const detector = make();
    for (let i = 0; i < STATIONARY; i++) detector.push(draw(random));
    for (let i = 1; i <= 3_000; i++) if (detector.push(draw(random) + shift)) return i;
    return Infinity;
  });
  return delays.sort((a, b) => a - b)[20]!;
}

/** Known to be bad: the mean of the last 32 against three of its standard errors, at every look. */
function threeSigma(): Detector {
  let [n, mean, squares, last] = [0, 0, 0, 0];
  return {
    push(value) {
      n++;
      const gap = value - mean;
      mean += gap / n;
      squares += gap * (value - mean);
      last += value;
      if (n % 32 !== 0) return false;
      const alarm = Math.abs(last / 32 - mean) > 3 * Math.sqrt(squares / n / 32);
      last = 0;
      return alarm;
    },
  };
}

describe('ADWIN', () => {
  it('finds half a standard deviation within 104 values, at no more than one false alarm in 100,000', () => {
    expect(medianDelay(createAdwin, 0.5)).toBeLessThanOrEqual(104);
    // A rate of 1 in 100,000 gives more than 7 in 300,000 with a chance of 1 %.
    expect(falseAlarms(createAdwin, 3)).toBeLessThanOrEqual(7);
  });

  it('is what three standard errors at every look are not', () => expect(falseAlarms(threeSigma, 1)).toBeGreaterThan(7));

  it('bears far and rare values', () => {
    const far = (random: Random): number => random.normal() / Math.sqrt((random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2) / 3);
    expect(falseAlarms(createAdwin, 1, far)).toBeLessThanOrEqual(4);
    expect(falseAlarms(createAdwin, 1, (random) => (random.next() < 0.005 ? 1 : 0))).toBeLessThanOrEqual(4);
  });

  it('says what changed, in any unit', () => {
    for (const unit of [1e-6, 1, 1e6]) {
      const random = seededRandom('units');
      const watch = createAdwin();
      const cuts = Array.from({ length: 3_000 }, (_, i) => watch.push(unit * (5 + random.normal() + (i < 2_000 ? 0 : 1)))).filter((cut) => cut !== null);
      // A change is let go of bucket by bucket, as it becomes plain which are on its far side.
      expect(cuts.length).toBeLessThanOrEqual(8);
      expect(cuts[0]!.before / unit).toBeCloseTo(5, 0.5);
      expect(cuts[0]!.after / unit).toBeGreaterThan(5.1);
      expect(Math.abs(cuts.at(-1)!.since - 2_000)).toBeLessThan(64);
      expect(watch.mean / unit).toBeCloseTo(6, 0.5);
      expect(watch.width).toBeLessThan(1_100);
    }
  });

  it('goes on from its state to the last bit, and keeps little', () => {
    const random = seededRandom('state');
    const values = Array.from({ length: 20_000 }, () => random.normal());
    const whole = createAdwin();
    let parts = createAdwin();
    for (const [i, value] of values.entries()) {
      if (i % 977 === 0) parts = resumeAdwin(JSON.parse(JSON.stringify(parts.toState())) as never);
      expect(parts.push(value)).toEqual(whole.push(value));
    }
    expect(parts.toState()).toEqual(whole.toState());
    expect(JSON.stringify(whole.toState()).length).toBeLessThan(6_000);
    expect(() => resumeAdwin({ kind: 'paired' })).toThrow(/cannot be resumed as ADWIN/);
    expect(() => createAdwin().push(NaN)).toThrow(/must be a finite number/);
  });
});

describe('Page-Hinkley', () => {
  it('finds half a standard deviation within 120 values, at no more than one false alarm in 100,000, in any unit', () => {
    expect(medianDelay(createPageHinkley, 0.5)).toBeLessThanOrEqual(120);
    expect(medianDelay(createPageHinkley, -0.5)).toBeLessThanOrEqual(120);
    expect(falseAlarms(createPageHinkley, 3)).toBeLessThanOrEqual(7);
    expect(medianDelay(createPageHinkley, 0.5e6, (random) => 1e6 * random.normal())).toBe(medianDelay(createPageHinkley, 0.5));
  });

  it('says what changed and where, in any unit', () => {
    for (const unit of [1e-6, 1, 1e6]) {
      const random = seededRandom('where');
      const watch = createPageHinkley();
      const changes = Array.from({ length: 3_000 }, (_, i) => watch.push(unit * (5 + random.normal() - (i < 2_000 ? 0 : 1)))).filter((change) => change !== null);
      expect(changes).toHaveLength(1);
      expect(changes[0]!.way).toBe('down');
      expect(changes[0]!.before / unit).toBeCloseTo(5, 0.5);
      expect(changes[0]!.after / unit).toBeCloseTo(4, 0.5);
      expect(Math.abs(changes[0]!.since - 2_000)).toBeLessThan(32);
    }
  });

  it('does not take one outlier for a change', () => {
    const random = seededRandom('outlier');
    const watch = createPageHinkley();
    expect(Array.from({ length: 3_000 }, (_, i) => watch.push(i === 1_000 ? 1e9 : random.normal())).filter((way) => way !== null)).toEqual([]);
  });

  it('goes on from its state to the last bit', () => {
    const random = seededRandom('state');
    const whole = createPageHinkley();
    let parts = createPageHinkley();
    for (let i = 0; i < 4_000; i++) {
      if (i % 311 === 0) parts = resumePageHinkley(JSON.parse(JSON.stringify(parts.toState())) as never);
      const value = random.normal() + (i < 2_000 ? 0 : 1);
      expect(parts.push(value)).toEqual(whole.push(value));
    }
    expect(() => resumePageHinkley(null)).toThrow(/cannot be resumed as Page-Hinkley/);
  });
});
