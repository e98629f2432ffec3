import { seededRandom } from '../../kernel/index.ts';
import { acts, type DecisionCost } from '../../scope/index.ts';
import type { Unit } from '../../serve/index.ts';
import { calibrate, decisionRates, estimatePerformance, learnScores, measureBinary } from '../../stats/index.ts';
import { toFigures } from '../../train/index.ts';
import { describeCalibration } from './describe-calibration.ts';
import type { Judging, Learnt, ScoredRows } from './judging.ts';

/** A Brier score that is worse than promised by no more than this is natural; by so much more it matters. */
const DECLINE = { tolerance: 0.01, effect: 0.02 } as const;

const scoresOf = (units: readonly Unit[]): Float64Array => Float64Array.from(units, (unit) => unit.score!);
const labelsOf = (units: readonly Unit[]): Uint8Array => Uint8Array.from(units, (unit) => unit.label!);

/** Judges scores that are chances, and the decisions made of them. */
export function judgingDecisions(cost: DecisionCost): Judging {
  const learn = (rows: ScoredRows, seed: string): Promise<Learnt> => Promise.resolve(learnDecisions(rows, seed, cost));
  return {
    metric: 'auc',
    learn,
    // A model that is calibrated on the whole need not be so in a part.
    learnPart: (_, rows, seed) => learn(rows, seed),
    measure(units) {
      const { auc, averagePrecision, logLoss, brier } = measureBinary(scoresOf(units), labelsOf(units));
      const counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
      for (const { decision, label } of units)
        counts[acts(cost, decision!) ? (label === 1 ? 'truePositives' : 'falsePositives') : label === 1 ? 'falseNegatives' : 'trueNegatives']++;
      return toFigures({ auc, averagePrecision, logLoss, brier, ...decisionRates(counts) });
    },
    calibration: (units) => describeCalibration(scoresOf(units), labelsOf(units)),
    told: [
      { metric: 'auc', natural: () => 0.03 },
      { metric: 'positiveRate', natural: () => 0.05 },
    ],
    scale: 1,
    words: {
      decline: 'Errors are larger than the scores promise, over the last windows: the Brier score of this one by',
      errors: 'The squared error beyond what the score promised',
      score: 'mean score',
      label: 'observed rate',
    },
  };
}

function learnDecisions(rows: ScoredRows, seed: string, cost: DecisionCost): Learnt {
  const reference = learnScores({ scores: rows.scores, labels: Uint8Array.from(rows.labels), decided: rows.decided }, seededRandom(seed));
  return {
    estimate(units) {
      const decided = Uint8Array.from(units, (unit) => (acts(cost, unit.decision!) ? 1 : 0));
      const estimate = estimatePerformance(reference, { scores: scoresOf(units), decided });
      if (estimate.refusal !== null) return Promise.resolve({ refusal: estimate.refusal });
      const { falsePositives, falseNegatives } = estimate.decisions;
      const expectedCost = { metric: 'cost', value: (cost.missed * falseNegatives + cost.needless * falsePositives) / units.length, interval: null };
      return Promise.resolve({ refusal: null, metrics: [...toFigures({ ...estimate.metrics, positiveRate: estimate.positiveRate }), expectedCost] });
    },
    // (s - y)² - E (s - Y)² = (y - p)(1 - 2s): a change of who asks changes what is promised, and leaves its mean at 0; a change of what scores mean does not.
    excess(units) {
      const scores = scoresOf(units);
      return calibrate(reference.calibrator, scores).map((p, i) => (units[i]!.label! - p) * (1 - 2 * scores[i]!));
    },
    decline: DECLINE,
  };
}
