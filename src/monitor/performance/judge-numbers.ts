import { costOfError, type ErrorCost, type ScopeMetricName } from '../../scope/index.ts';
import type { Unit } from '../../serve/index.ts';
import { type DeclineDesign, meanInterval, measureRegression } from '../../stats/index.ts';
import { toFigures } from '../../train/index.ts';
import type { Judging, Learnt, ScoredRows } from './judging.ts';
import { learnErrors, type NamedNumbers } from './learn-errors.ts';

/** Single days of a healthy model differ from an estimate of their error by so much of it, and in their mean error by so much of the cost's limit. */
const NATURAL = { error: 0.1, bias: 0.05 } as const;

const predictionsOf = (units: readonly Pick<Unit, 'score'>[]): Float64Array => Float64Array.from(units, (unit) => unit.score!);
const targetsOf = (units: readonly Unit[]): Float64Array => Float64Array.from(units, (unit) => unit.label!);

/** Judges answers that are numbers, by their errors. */
export function judgingNumbers(metric: ScopeMetricName, cost: ErrorCost): Judging {
  return {
    metric,
    learn: (rows) => Promise.resolve(learnNumbers(rows, cost)),
    // What a row is expected to lose follows from its features already: the whole says it of a part too.
    learnPart: (whole) => Promise.resolve(whole),
    measure: (units) => toFigures(measureRegression(predictionsOf(units), targetsOf(units))),
    calibration: () => null,
    told: [
      { metric, natural: (estimate) => NATURAL.error * estimate },
      { metric: 'bias', natural: () => NATURAL.bias * cost.limit },
    ],
    scale: cost.limit,
    words: {
      decline: 'Errors cost more than on the test rows, over the last windows: a unit of this one by',
      errors: 'The cost of errors beyond that of the test rows',
      score: 'mean answer',
      label: 'mean outcome',
    },
  };
}

function learnNumbers(rows: ScoredRows, cost: ErrorCost): Learnt {
  const errors = learnErrors({ predictions: rows.scores, targets: rows.labels, features: columnsOf(rows.features) });
  const promised = meanInterval(rows.scores.map((score, i) => costOfError(cost, score - rows.labels[i]!)));
  return {
    async estimate(units) {
      const { refusal, metrics } = await errors.estimate({ predictions: predictionsOf(units), features: columnsOf(units.map((unit) => unit.features!)) });
      return refusal === null ? { refusal, metrics } : { refusal };
    },
    // What a row is expected to lose follows from its features.
    estimateCounted: null,
    excess: (units) => Float64Array.from(units, (unit) => costOfError(cost, unit.score! - unit.label!) - promised.mean),
    decline: designOf(promised),
  };
}

/** A tenth of what the test rows cost, and what their number leaves open, is natural; a fifth of it more matters. */
function designOf({ mean, standardError }: { readonly mean: number; readonly standardError: number }): DeclineDesign {
  const open = Number.isFinite(standardError) ? 2 * standardError : 0;
  return { tolerance: Math.min(0.5, 0.1 * mean + open), effect: Math.min(0.5, Math.max(0.001, 0.2 * mean)) };
}

/** What errors may depend on beside the answer: each feature. */
const columnsOf = (rows: readonly ArrayLike<number>[]): NamedNumbers[] =>
  Array.from({ length: rows[0]?.length ?? 0 }, (_, f) => ({ column: `feature ${f}`, values: Float64Array.from(rows, (row) => row[f]!) }));
