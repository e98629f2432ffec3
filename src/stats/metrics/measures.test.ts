import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/metrics-sklearn.json' with { type: 'json' };
import { seededRandom } from '../../kernel/index.ts';
import { calibrationBins, calibrationError } from './calibration.ts';
import { calibrationLine } from './calibration-line.ts';
import { BINARY_METRICS, measureBinary } from './measure-binary.ts';
import { measureMulticlass, MULTICLASS_METRICS } from './measure-multiclass.ts';
import { measureRanking, RANKING_METRICS } from './measure-ranking.ts';
import type { Measured } from './measured.ts';
import { measureRegression, REGRESSION_METRICS } from './measure-regression.ts';

const { binary, multiclass, regression, ranking } = golden;
const scores = Float64Array.from(binary.scores);
const labels = Uint8Array.from(binary.labels);

/** What was measured, and the same of the independent source to twelve digits. */
const values = <K extends string>(metrics: readonly K[], measured: Readonly<Record<K, Measured>>) => Object.fromEntries(metrics.map((metric) => [metric, measured[metric].value]));
const known = <K extends string>(metrics: readonly K[], golden: Readonly<Record<K, number>>) =>
  Object.fromEntries(metrics.map((metric) => [metric, expect.closeTo(golden[metric], 12) as number]));

describe('metrics', () => {
  it('of binary scores are those of scikit-learn', () => {
    const measured = measureBinary(scores, labels, { threshold: binary.threshold });
    expect(values(BINARY_METRICS, measured)).toEqual(known(BINARY_METRICS, binary));
  });

  it('of classes are those of scikit-learn', () => {
    const { metrics, confusion, byClass } = measureMulticlass({ ...multiclass, probabilities: Float64Array.from(multiclass.probabilities) });
    expect(values(MULTICLASS_METRICS, metrics)).toEqual(known(MULTICLASS_METRICS, multiclass));
    expect([...confusion.counts]).toEqual(multiclass.confusion);
    for (const metric of ['f1', 'precision', 'recall'] as const)
      expect(byClass.map((one) => one[metric].value)).toEqual(multiclass[metric].map((value) => expect.closeTo(value, 12) as number));
  });

  it('of numbers are those of scikit-learn', () => {
    const { predictions, targets, quantile } = regression;
    const measured = measureRegression(Float64Array.from(predictions), Float64Array.from(targets), { quantile });
    expect(values(REGRESSION_METRICS, measured)).toEqual(known(REGRESSION_METRICS, regression));
  });

  it('of rankings are those of scikit-learn, whatever the order of rows', () => {
    const order = ranking.groups.map((_, i) => (i * 7) % ranking.groups.length);
    for (const at of [ranking.groups.map((_, i) => i), order]) {
      const of = (values: readonly number[]): Float64Array => Float64Array.from(at, (i) => values[i]!);
      const { metrics, groups } = measureRanking(
        { scores: of(ranking.scores), relevance: of(ranking.relevance), groups: of(ranking.groups) },
        { k: ranking.k, random: seededRandom('ranking') },
      );
      expect(groups).toBe(ranking.counted);
      expect(values(RANKING_METRICS, metrics)).toEqual(known(RANKING_METRICS, ranking));
    }
  });

  it('say what they do not know', () => {
    const one = measureBinary(Float64Array.of(0.2, 0.3), Uint8Array.of(0, 0));
    expect(values(['auc', 'averagePrecision', 'precision', 'recall', 'f1'], one)).toEqual({ auc: NaN, averagePrecision: NaN, precision: NaN, recall: NaN, f1: NaN });
    expect(one.accuracy).toMatchObject({ value: 1 });
    expect(measureBinary(Float64Array.of(-2, 3), Uint8Array.of(0, 1))).toMatchObject({ auc: { value: 1 }, logLoss: { value: NaN } });
    expect(measureMulticlass({ classes: 2, labels: [0, 1], predicted: [0, 1] }).metrics).toMatchObject({ accuracy: { value: 1 }, auc: { value: NaN } });
    expect(measureRegression(Float64Array.of(1, 2), Float64Array.of(0, 0))).toMatchObject({ mape: { value: NaN }, r2: { value: NaN }, mae: { value: 1.5 } });
    expect(measureRanking({ scores: Float64Array.of(1), relevance: Float64Array.of(0), groups: [0] }, { random: seededRandom(1) })).toMatchObject({
      groups: 0,
      empty: 1,
      metrics: { ndcg: { value: NaN } },
    });
    for (const empty of [measureBinary(new Float64Array(0), new Uint8Array(0)).accuracy, measureRegression(new Float64Array(0), new Float64Array(0)).mae])
      expect(empty.value).toBeNaN();
  });

  it('name the row that is wrong', () => {
    expect(() => measureMulticlass({ classes: 2, labels: [0, 2], predicted: [0, 1] })).toThrow(/class of row 1 is 2, it must be 0 to 1/);
    expect(() => measureRanking({ scores: Float64Array.of(1, 2), relevance: Float64Array.of(1, -1), groups: [0, 0] }, { random: seededRandom(1) })).toThrow(/row 1/);
  });
});

describe('calibration', () => {
  it('is the line of statsmodels and the error of its bins', () => {
    const { slope, intercept } = calibrationLine(scores, labels);
    expect([slope.value, ...slope.interval, intercept.value, ...intercept.interval]).toEqual(
      [binary.slope, ...binary.slopeInterval, binary.intercept, ...binary.interceptInterval].map((value) => expect.closeTo(value, 6) as number),
    );
    const error = calibrationError(calibrationBins(scores, labels));
    expect(error.error).toBeCloseTo(binary.ece, 12);
  });

  it('knows how far a calibrated model strays by chance', () => {
    const random = seededRandom('calibrated');
    const drawn = Float64Array.from({ length: 2_000 }, () => random.next());
    const errors = Array.from({ length: 60 }, () =>
      calibrationError(
        calibrationBins(
          drawn,
          Uint8Array.from(drawn, (p) => (random.next() < p ? 1 : 0)),
        ),
      ),
    );
    const mean = errors.reduce((sum, one) => sum + one.error / 60, 0);
    expect(mean).toBeCloseTo(errors[0]!.byChance, 2.5);
    expect(mean).toBeGreaterThan(0.02); // an error of 0 is not what to hope for
  });

  it('has no slope to give where there is none', () => {
    expect(calibrationLine(Float64Array.of(0.5, 0.5, 0.5), Uint8Array.of(0, 1, 1)).slope.value).toBeNaN();
    expect(calibrationLine(Float64Array.of(0.1, 0.9), Uint8Array.of(0, 1)).slope.value).toBeNaN();
    expect(calibrationLine(Float64Array.of(0.1, 0.9), Uint8Array.of(1, 1)).intercept.value).toBeNaN();
  });
});
