import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/stats-sequential.json' with { type: 'json' };
import { isCapstanError, type JsonValue, seededRandom } from '../../kernel/index.ts';
import { createPairedTest, type PairedTest, resumePairedTest } from './paired-test.ts';

const stored = (trial: PairedTest): JsonValue => JSON.parse(JSON.stringify(trial.toState())) as JsonValue;
const after = (trial: PairedTest, improvement: number) => {
  const next = resumePairedTest(stored(trial));
  next.push(improvement);
  return next.reading();
};

/** A trial with some past, taken from a seed. */
function withPast(seed: number, units: number): PairedTest {
  const random = seededRandom(seed);
  const trial = createPairedTest({ bound: 2, minimumEffect: 0.05 });
  for (let i = 0; i < units; i++) trial.push((random.next() - 0.48) * 3.8 * random.next());
  return trial;
}

describe('paired test', () => {
  it('is a fair bet at its nulls, whatever the past: the expected e-value after a unit is the e-value before it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(60), fc.double({ min: 0.01, max: 2, noNaN: true }), fc.double({ min: 0.01, max: 2, noNaN: true }), (seed, units, win, loss) => {
        const trial = withPast(seed, units);
        const before = trial.reading();
        const expected = (mean: number, value: 'eValue' | 'futilityEValue'): number => {
          const high = Math.min(2, mean + win);
          const low = Math.max(-2, mean - loss);
          const p = (mean - low) / (high - low);
          return p * after(trial, high)[value] + (1 - p) * after(trial, low)[value];
        };
        expect(expected(0, 'eValue') / before.eValue).toBeCloseTo(1, 12);
        expect(expected(0.05, 'futilityEValue') / before.futilityEValue).toBeCloseTo(1, 12);
        expect(expected(-0.1, 'eValue')).toBeLessThanOrEqual(before.eValue);
        expect(expected(0.2, 'futilityEValue')).toBeLessThanOrEqual(before.futilityEValue);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('decides, keeps its first verdict, and says when', () => {
    const better = createPairedTest({ bound: 1, minimumEffect: 0.1 });
    for (let i = 0; i < 400; i++) better.push(i % 4 === 0 ? -0.2 : 0.3);
    const { verdict, decidedAt, pValue, mean } = better.reading();
    expect(verdict).toBe('superior');
    expect(pValue).toBeLessThanOrEqual(0.05);
    expect(mean).toBeCloseTo(0.175, 12);
    for (let i = 0; i < 2_000; i++) better.push(-0.5);
    expect(better.reading()).toMatchObject({ verdict: 'superior', decidedAt });

    const equal = createPairedTest({ bound: 1, minimumEffect: 0.1 });
    for (let i = 0; i < 1_000; i++) equal.push(i % 2 === 0 ? -0.3 : 0.3);
    expect(equal.reading().verdict).toBe('futile');
    const patient = createPairedTest({ bound: 1, minimumEffect: 0.1, futility: 0 });
    for (let i = 0; i < 1_000; i++) patient.push(i % 2 === 0 ? -0.3 : 0.3);
    expect(patient.reading().verdict).toBe('running');
  });

  it('goes on from JSON to the last bit, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(40), fc.nat(40), (seed, first, second) => {
        const whole = withPast(seed, first);
        const resumed = resumePairedTest(stored(whole));
        const random = seededRandom(`${seed}/rest`);
        for (let i = 0; i < second; i++) {
          const x = random.next() - 0.5;
          whole.push(x);
          resumed.push(x);
        }
        expect(resumed.toState()).toEqual(whole.toState());
        expect(resumed.reading()).toEqual(whole.reading());
      }),
      { seed: 12 },
    );
  });

  it('has the confidence sequence of confseq', () => {
    const { alpha, values, low, high, after: sizes } = golden.bernstein;
    // Bound 1 maps x in [0, 1] to 2x - 1, so the sequence on [0, 1] is (interval + 1) / 2.
    const trial = createPairedTest({ alpha, bound: 1, minimumEffect: 0.1 });
    values.forEach((x, i) => {
      trial.push(2 * x - 1);
      const at = sizes.indexOf(i + 1);
      if (at === -1) return;
      const { interval } = trial.reading();
      expect((interval[0] + 1) / 2).toBeCloseTo(low[at]!, 12);
      expect((interval[1] + 1) / 2).toBeCloseTo(high[at]!, 12);
    });
  });

  it('survives overwhelming evidence as a finite number', () => {
    const trial = createPairedTest({ bound: 1, minimumEffect: 0.1 });
    for (let i = 0; i < 5_000; i++) trial.push(1);
    const { eValue, futilityEValue } = trial.reading();
    expect(Number.isFinite(eValue) && futilityEValue >= 0).toBe(true);
    expect(resumePairedTest(stored(trial)).reading()).toEqual(trial.reading());
  });

  it('refuses what would void the promise, and the state of another test', () => {
    const out = (error: unknown): boolean => isCapstanError(error, 'STATS_OUT_OF_RANGE');
    expect(() => createPairedTest({ bound: 1, minimumEffect: 0.1 }).push(1.01)).toThrow(expect.toSatisfy(out));
    expect(() => createPairedTest({ bound: 1, minimumEffect: 0.1 }).push(NaN)).toThrow(expect.toSatisfy(out));
    expect(() => createPairedTest({ bound: 1, minimumEffect: 0 })).toThrow(expect.toSatisfy(out));
    expect(() => createPairedTest({ bound: 1, minimumEffect: 0.1, alpha: 1 })).toThrow(expect.toSatisfy(out));
    expect(() => resumePairedTest({ kind: 'sampleRatio' })).toThrow(/sampleRatio cannot be resumed as a paired test/);
    expect(() => resumePairedTest(null)).toThrow(expect.toSatisfy((error: unknown) => isCapstanError(error, 'STATS_STATE_UNKNOWN')));
  });
});
