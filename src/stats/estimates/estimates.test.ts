import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/estimates-nannyml.json' with { type: 'json' };
import known from '../../../test/golden/metrics-sklearn.json' with { type: 'json' };
import { seededRandom } from '../../kernel/index.ts';
import { calibrate, fitCalibrator } from './calibrator.ts';
import { expectBinary, expectDecisions, ESTIMATED_METRICS } from './estimate-binary.ts';
import { calibrateClasses, expectMulticlass } from './estimate-multiclass.ts';
import { estimatePerformance, learnScores } from './estimate-performance.ts';
import { heightsOf, isotonicRegression } from './isotonic-regression.ts';

const close = (values: Readonly<Record<string, number>>, digits: number) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expect.closeTo(value, digits) as number]));

describe('isotonic regression', () => {
  it('is that of scikit-learn', () => {
    const { x, y, asked, said } = known.isotonic;
    const curve = isotonicRegression(Float64Array.from(x), y);
    expect([...heightsOf(curve, Float64Array.from(asked))]).toEqual(said.map((value) => expect.closeTo(value, 12) as number));
  });
});

describe('performance without labels', () => {
  it.each(['miscalibrated', 'calibrated'] as const)('is what NannyML estimates of %s scores', (name) => {
    const { reference, ...asked } = golden[name];
    const scores = Float64Array.from(asked.scores);
    const calibrator = fitCalibrator(Float64Array.from(reference.scores), Uint8Array.from(reference.labels), seededRandom(name));
    if (name === 'miscalibrated') expect(calibrator).not.toBeNull(); // what chance decides of good scores, it may decide otherwise
    const decided = Uint8Array.from(scores, (score) => (score >= 0.5 ? 1 : 0));
    const probabilities = asked.calibrated ? calibrate(calibrator, scores) : scores;
    const expected = expectBinary({ scores, probabilities, decided });
    // NannyML rounds the cumulative sums under its AUC to five digits.
    expect(Object.fromEntries(ESTIMATED_METRICS.map((metric) => [metric, expected[metric].value]))).toEqual(close(asked.metrics, 7));
    expect(expectDecisions({ probabilities, decided })).toEqual(close(asked.decisions, 8));
  });

  it('is what NannyML estimates of several classes', () => {
    const { classes, reference, metrics, confusion, ...asked } = golden.multiclass;
    const scores = Float64Array.from(asked.probabilities);
    const calibrators = asked.calibrated.map((isotonic, k) => {
      const of = Float64Array.from(reference.labels, (_, i) => reference.probabilities[i * classes + k]!);
      const labels = Uint8Array.from(reference.labels, (label) => (label === k ? 1 : 0));
      return isotonic ? isotonicRegression(of, labels) : null;
    });
    const expected = expectMulticlass({ classes, scores, probabilities: calibrateClasses(calibrators, scores) });
    expect(Object.fromEntries(ESTIMATED_METRICS.map((metric) => [metric, expected.metrics[metric].value]))).toEqual(close(metrics, 7));
    expect([...expected.confusion]).toEqual(confusion.map((value) => expect.closeTo(value, 8) as number));
  });

  it('says when nobody can say', () => {
    const random = seededRandom('refusals');
    const draw = (n: number, from = 0): Float64Array => Float64Array.from({ length: n }, () => from + 0.5 * random.next());
    const labelsOf = (scores: Float64Array): Uint8Array => Uint8Array.from(scores, (p) => (random.next() < p ? 1 : 0));
    const scores = draw(1_000);
    const decided = new Uint8Array(1_000);
    const reference = learnScores({ scores, decided, labels: labelsOf(scores) }, random);
    const refusal = (ask: Float64Array, of = reference): string | null => estimatePerformance(of, { scores: ask, decided: new Uint8Array(ask.length) }).refusal;
    expect(refusal(draw(500))).toBeNull();
    expect(refusal(draw(50))).toBe('few_rows');
    expect(refusal(draw(500, 0.1))).toBe('out_of_reference');
    expect(refusal(draw(500), learnScores({ scores, decided, labels: new Uint8Array(1_000) }, random))).toBe('single_class');
    expect(refusal(draw(500), learnScores({ scores: scores.slice(0, 100), decided: decided.slice(0, 100), labels: labelsOf(scores.slice(0, 100)) }, random))).toBe('few_rows');
    expect(estimatePerformance(reference, { scores: draw(200), decided: new Uint8Array(200) })).toMatchObject({ metrics: { precision: { value: NaN }, recall: { value: 0 } } });
  });
});
