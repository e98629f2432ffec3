import { seededRandom } from '../../kernel/index.ts';
import { acts, type DecisionCost } from '../../scope/index.ts';
import { meanOfBin, SHORT_OF_MEAN, type Unit } from '../../serve/index.ts';
import { calibrate, decisionRates, estimatePerformance, learnScores, measureBinary } from '../../stats/index.ts';
import { toFigures } from '../../train/index.ts';
import { describeCalibration } from './describe-calibration.ts';
import type { Estimated, Judging, Learnt, ScoredRows } from './judging.ts';

/** A Brier score that is worse than promised by no more than this is natural; by so much more it matters. */
const DECLINE = { tolerance: 0.01, effect: 0.02 } as const;

const scoresOf = (units: readonly Pick<Unit, 'score'>[]): Float64Array => Float64Array.from(units, (unit) => unit.score!);
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
  const estimate = (rows: Parameters<typeof estimatePerformance>[1]): Estimated => {
    const found = estimatePerformance(reference, rows);
    if (found.refusal !== null) return { refusal: found.refusal };
    const { truePositives, falsePositives, falseNegatives, trueNegatives } = found.decisions;
    const rowsInAll = truePositives + falsePositives + falseNegatives + trueNegatives;
    const expectedCost = { metric: 'cost', value: (cost.missed * falseNegatives + cost.needless * falsePositives) / rowsInAll, interval: null };
    return { refusal: null, metrics: [...toFigures({ ...found.metrics, positiveRate: found.positiveRate }), expectedCost] };
  };
  return {
    estimate: (units) => Promise.resolve(estimate({ scores: scoresOf(units), decided: Uint8Array.from(units, (unit) => (acts(cost, unit.decision!) ? 1 : 0)) })),
    estimateCounted(scores) {
      const bins = scores.flatMap(({ decision, bins }) => bins.map((bin) => ({ score: meanOfBin(bin), rows: bin.rows, acts: acts(cost, decision) ? 1 : 0 })));
      return Promise.resolve(
        estimate({
          scores: Float64Array.from(bins, (bin) => bin.score),
          decided: Uint8Array.from(bins, (bin) => bin.acts),
          weights: Float64Array.from(bins, (bin) => bin.rows),
          error: SHORT_OF_MEAN,
        }),
      );
    },
    // (s - y)² - E (s - Y)² = (y - p)(1 - 2s): a change of who asks changes what is promised, and leaves its mean at 0; a change of what scores mean does not.
    excess(units) {
      const scores = scoresOf(units);
      return calibrate(reference.calibrator, scores).map((p, i) => (units[i]!.label! - p) * (1 - 2 * scores[i]!));
    },
    decline: DECLINE,
  };
}
