import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/stats-scipy.json' with { type: 'json' };
import { isCapstanError } from '../../kernel/index.ts';
import { auc, aucInterval } from './auc.ts';
import { calibrationBins, calibrationGap } from './calibration.ts';
import { meanInterval } from './mean-interval.ts';
import { accuracy, brier, logLoss } from './score-quality.ts';

const known = golden.classification;
const scores = Float64Array.from(known.scores);
const labels = Uint8Array.from(known.labels);
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.nat(1)), { minLength: 2, maxLength: 60 });
const columns = (data: readonly (readonly [number, number])[]) => ({ s: Float64Array.from(data, ([score]) => score / 20), y: Uint8Array.from(data, ([, label]) => label) });

describe('auc', () => {
  it('agrees with scipy, with ties', () => {
    expect(auc(scores, labels)).toBeCloseTo(known.auc, 14);
    expect(auc(scores, labels)).toBeCloseTo(known.mannWhitneyAuc, 14);
    expect(aucInterval(scores, labels)[0]).toBeCloseTo(known.delong95[0]!, 12);
    expect(aucInterval(scores, labels)[1]).toBeCloseTo(known.delong95[1]!, 12);
  });

  it('is the share of pairs in the right order', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const { s, y } = columns(data);
        let wins = 0;
        let pairs = 0;
        for (let i = 0; i < s.length; i++)
          for (let j = 0; j < s.length; j++)
            if (y[i] === 1 && y[j] === 0) {
              pairs++;
              wins += s[i]! > s[j]! ? 1 : s[i] === s[j] ? 0.5 : 0;
            }
        if (pairs === 0) expect(auc(s, y)).toBeNaN();
        else expect(auc(s, y)).toBeCloseTo(wins / pairs, 12);
      }),
      { seed: 7 },
    );
  });

  it('turns round with the labels and ignores any rising transform of the scores', () => {
    const flipped = labels.map((label) => 1 - label);
    expect(auc(scores, flipped)).toBeCloseTo(1 - auc(scores, labels), 12);
    expect(
      auc(
        scores.map((s) => Math.exp(3 * s)),
        labels,
      ),
    ).toBe(auc(scores, labels));
  });

  it('has nothing to say of one class, and refuses NaN by its place', () => {
    expect(auc(Float64Array.of(0.2, 0.3), Uint8Array.of(1, 1))).toBeNaN();
    expect(aucInterval(Float64Array.of(0.2, 0.3), Uint8Array.of(1, 1))).toEqual([NaN, NaN]);
    expect(() => auc(Float64Array.of(0.2, NaN), Uint8Array.of(1, 0))).toThrow(/score 1 is NaN/);
    expect(() => auc(Float64Array.of(0.2), Uint8Array.of(1, 0))).toThrow(expect.toSatisfy((error: unknown) => isCapstanError(error, 'STATS_LENGTHS_DIFFER')));
  });
});

describe('quality of scores', () => {
  it('agrees with numpy', () => {
    expect(logLoss(scores, labels)).toBeCloseTo(known.logLoss, 12);
    expect(brier(scores, labels)).toBeCloseTo(known.brier, 14);
    expect(accuracy(scores, labels)).toBeCloseTo(known.accuracy, 14);
    expect(calibrationGap(scores, labels).gap).toBeCloseTo(known.gap, 14);
    expect(calibrationGap(scores, labels).standardError).toBeCloseTo(known.gapError, 14);
  });

  it('survives a certain mistake', () => expect(logLoss(Float64Array.of(0, 1), Uint8Array.of(1, 0))).toBeCloseTo(52 * Math.LN2, 9));

  it('puts every row into one bin', () => {
    const bins = calibrationBins(Float64Array.of(0, 0.05, 0.95, 1), Uint8Array.of(0, 1, 1, 1), 10);
    expect(bins).toHaveLength(10);
    expect(bins[0]).toMatchObject({ from: 0, to: 0.1, count: 2, meanScore: 0.025, rate: 0.5 });
    expect(bins[9]).toMatchObject({ count: 2, rate: 1 });
    expect(bins[5]!.rate).toBeNaN();
    expect(calibrationBins(scores, labels).reduce((sum, bin) => sum + bin.count, 0)).toBe(scores.length);
  });
});

describe('meanInterval', () => {
  it('agrees with scipy', () => {
    const { mean, interval } = meanInterval(golden.mean.values);
    expect(mean).toBeCloseTo(golden.mean.mean, 14);
    expect(interval[0]).toBeCloseTo(golden.mean.interval[0]!, 12);
    expect(interval[1]).toBeCloseTo(golden.mean.interval[1]!, 12);
  });
  it('knows when it knows nothing', () => {
    expect(meanInterval([]).mean).toBeNaN();
    expect(meanInterval([3])).toMatchObject({ n: 1, mean: 3, interval: [-Infinity, Infinity] });
  });
});
