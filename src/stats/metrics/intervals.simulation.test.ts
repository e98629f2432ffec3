import { expect, it } from 'vitest';
import { normalQuantile } from '../special/normal.ts';
import { seededRandom } from '../../kernel/index.ts';
import { type Measured } from './measured.ts';
import { BINARY_METRICS, measureBinary } from './measure-binary.ts';
import { measureMulticlass, MULTICLASS_METRICS } from './measure-multiclass.ts';
import { measureRanking } from './measure-ranking.ts';
import { measureRegression, REGRESSION_METRICS } from './measure-regression.ts';

// 95 % intervals hold the truth in about 95 % of samples. With 300 samples the share seen lies within 4 standard errors, ±5 %, of what it is;
// the truth is that of one large sample.

const SAMPLES = 300;
const LEAST = 0.9;
const random = seededRandom('intervals');
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const binary = (n: number) => {
  const scores = new Float64Array(n);
  const labels = Uint8Array.from({ length: n }, (_, i) => {
    const odds = -1.5 + 1.2 * random.normal();
    scores[i] = sigmoid(odds);
    return random.next() < sigmoid(0.2 + odds) ? 1 : 0;
  });
  return { scores, labels };
};

const classes = (n: number) => {
  const labels = Uint8Array.from({ length: n }, () => Math.min(2, random.int(5)));
  const odds = Float64Array.from({ length: 3 * n }, (_, at) => Math.exp(random.normal() + (labels[Math.floor(at / 3)] === at % 3 ? 1 : 0)));
  return { classes: 3, labels, probabilities: odds.map((odd, at) => odd / (odds[at - (at % 3)]! + odds[at - (at % 3) + 1]! + odds[at - (at % 3) + 2]!)) };
};

const numbers = (n: number) => {
  const targets = Float64Array.from({ length: n }, () => 20 + 3 * random.normal());
  return { targets, predictions: targets.map((y) => 0.7 * y + 6.5 + random.normal() * (1 + Math.abs(y - 20) / 3)) };
};

/** Groups whose rows share how hard they are: rows of one group are not independent. */
const ranked = (groups: number) => {
  const rows = Array.from({ length: groups * 8 }, (_, i) => ({ group: Math.floor(i / 8), relevance: random.next() < 0.3 ? 1 : 0 }));
  const ease = Array.from({ length: groups }, () => 2 * random.normal());
  return {
    scores: Float64Array.from(rows, ({ group, relevance }) => relevance * ease[group]! + random.normal()),
    relevance: Float64Array.from(rows, (row) => row.relevance),
    groups: rows.map((row) => row.group),
  };
};

function coverage(truth: readonly Measured[], sample: () => readonly Measured[]): number[] {
  const held = truth.map(() => 0);
  for (let s = 0; s < SAMPLES; s++) sample().forEach(({ interval: [low, high] }, i) => (held[i]! += low <= truth[i]!.value && truth[i]!.value <= high ? 1 : 0));
  return held.map((count) => count / SAMPLES);
}

const expectCoverage = (names: readonly string[], shares: readonly number[]): void =>
  expect(names.map((name, i) => ({ name, share: shares[i]! })).filter(({ share }) => share < LEAST)).toEqual([]);

it('holds for binary scores; an F1 taken for a share of all rows does not', () => {
  const measure = ({ scores, labels }: ReturnType<typeof binary>): Measured[] => {
    const measured = measureBinary(scores, labels, { threshold: 0.3 });
    const f1 = measured.f1.value;
    const half = normalQuantile(0.975) * Math.sqrt((f1 * (1 - f1)) / labels.length);
    return [...BINARY_METRICS.map((metric) => measured[metric]), { value: f1, interval: [f1 - half, f1 + half] }];
  };
  const shares = coverage(measure(binary(150_000)), () => measure(binary(400)));
  expectCoverage(BINARY_METRICS, shares);
  expect(shares.at(-1)).toBeLessThan(LEAST);
});

it('holds for classes', () => {
  const measure = (about: ReturnType<typeof classes>): Measured[] => {
    const { metrics } = measureMulticlass(about);
    return MULTICLASS_METRICS.map((metric) => metrics[metric]);
  };
  expectCoverage(
    MULTICLASS_METRICS,
    coverage(measure(classes(80_000)), () => measure(classes(400))),
  );
});

it('holds for numbers with errors of unequal size', () => {
  const measure = ({ predictions, targets }: ReturnType<typeof numbers>): Measured[] => {
    const measured = measureRegression(predictions, targets, { quantile: 0.8 });
    return REGRESSION_METRICS.map((metric) => measured[metric]);
  };
  expectCoverage(
    REGRESSION_METRICS,
    coverage(measure(numbers(200_000)), () => measure(numbers(400))),
  );
});

it('holds for rankings of 40 groups; rows taken as independent do not', () => {
  const measure = (rows: ReturnType<typeof ranked>): Measured[] => {
    const { metrics, groups } = measureRanking(rows, { k: 5, random });
    const { value } = metrics.map;
    const half = normalQuantile(0.975) * Math.sqrt((value * (1 - value)) / (groups * 8));
    return [metrics.ndcg, metrics.map, metrics.mrr, metrics.recall, { value, interval: [value - half, value + half] }];
  };
  const shares = coverage(measure(ranked(20_000)), () => measure(ranked(40)));
  expectCoverage(['ndcg', 'map', 'mrr', 'recall'], shares);
  expect(shares.at(-1)).toBeLessThan(LEAST);
});
