import { seededRandom } from '../../kernel/index.ts';
import { type ClassCost, classesOf, type ClassScope } from '../../scope/index.ts';
import type { Unit } from '../../serve/index.ts';
import { calibrateClasses, estimateClasses, learnClasses, measureMulticlass } from '../../stats/index.ts';
import { type Figure, toFigures } from '../../train/index.ts';
import type { PerformanceReport } from '../window.ts';
import { describeCalibration } from './describe-calibration.ts';
import { classScores, scoresOfUnits } from './class-scores.ts';
import type { AnsweredUnit, Estimated, Judging, Learnt, ScoredRows } from './judging.ts';

/** A loss that is worse than promised by no more than this is natural; by so much more it matters. */
const DECLINE = { tolerance: 0.01, effect: 0.02 } as const;
/** Single days of a healthy model differ from an estimate by so much: in a share of units, and of the log loss. */
const NATURAL = { share: 0.03, loss: 0.1 } as const;

/** Judges answers that are one of several classes, by the probabilities of all. */
export function judgingClasses(metric: ClassScope['metric']['name'], cost: ClassCost): Judging {
  const names = classesOf(cost);
  const scoresOf = (units: readonly AnsweredUnit[]): Float64Array => scoresOfUnits(units, names);
  const learn = (rows: ScoredRows, seed: string): Promise<Learnt> => Promise.resolve(learnAnswers(rows, seed, { names, cost, scoresOf }));
  const measure = (units: readonly Unit[]): Figure[] =>
    units.length === 0 ? [] : toFigures(measureMulticlass({ classes: names.length, labels: units.map((unit) => unit.label!), probabilities: scoresOf(units) }).metrics);
  return {
    metric,
    learn,
    // A model that is calibrated on the whole need not be so in a part.
    learnPart: (_, rows, seed) => learn(rows, seed),
    measure,
    // The AUC over classes has an interval only where their rows are known together.
    exact: (units, of) => ({ metrics: measure(answersOf(units, of)) }),
    calibration: (units) =>
      describeCalibration(
        Float64Array.from(units, (unit) => unit.score!),
        Uint8Array.from(units, (unit) => Number(names[unit.label!] === unit.predicted)),
      ),
    told: [
      { metric, natural: (estimate) => (metric === 'logLoss' ? NATURAL.loss * estimate : NATURAL.share) },
      { metric: 'accuracy', natural: () => NATURAL.share },
    ],
    scale: 1,
    words: {
      decline: 'Errors are larger than the probabilities promise, over the last windows: the Brier score of this one by',
      errors: 'The squared error beyond what the probabilities promised',
      score: 'mean probability of the predicted class',
      label: 'share of right ones',
    },
  };
}

/** Labelled units as a release answered them, in one role. */
function answersOf(units: readonly Unit[], { release, role }: Pick<PerformanceReport, 'release' | 'role'>): Unit[] {
  const labelled = units.filter((unit) => unit.label !== null);
  if (role !== 'shadow') return labelled.filter((unit) => unit.release === release && unit.arm === role && unit.score !== null);
  return labelled.flatMap((unit) => unit.shadows.filter((shadow) => shadow.release === release).map((shadow) => ({ ...unit, ...shadow })));
}

interface ClassTerms {
  readonly names: readonly string[];
  readonly cost: ClassCost;
  readonly scoresOf: (units: readonly AnsweredUnit[]) => Float64Array;
}

function learnAnswers(rows: ScoredRows, seed: string, { names, cost, scoresOf }: ClassTerms): Learnt {
  const classes = names.length;
  const known = { classes, labels: rows.labels, probabilities: classScores(rows.probabilities ?? [], names) };
  const reference = learnClasses(known, seededRandom(seed));
  return {
    estimate(units): Promise<Estimated> {
      const scores = scoresOf(units);
      const found = estimateClasses(reference, { scores });
      if (found.refusal !== null) return Promise.resolve({ refusal: found.refusal });
      const { f1, ...others } = found.metrics;
      return Promise.resolve({
        refusal: null,
        metrics: [...toFigures({ ...others, macroF1: f1 }), expectCost(units, calibrateClasses(reference.calibrators, scores), { names, cost })],
      });
    },
    // What is expected follows from all probabilities of a unit together.
    estimateCounted: null,
    // Of the Brier score Σ (s - y)² / 2 with the class c that came true, less what is expected of it: Σ p s - s_c. A change of who asks leaves its mean at 0; a change of what scores mean does not.
    excess(units) {
      const scores = scoresOf(units);
      const probabilities = reference.refusal === null ? calibrateClasses(reference.calibrators, scores) : scores;
      return Float64Array.from(units, (unit, i) => {
        let promised = 0;
        for (let k = 0; k < classes; k++) promised += probabilities[i * classes + k]! * scores[i * classes + k]!;
        return promised - scores[i * classes + unit.label!]!;
      });
    },
    decline: DECLINE,
  };
}

/** The mean cost of answers: each class's, as probable as it is. */
function expectCost(units: readonly AnsweredUnit[], probabilities: Float64Array, { names, cost }: Pick<ClassTerms, 'names' | 'cost'>): Figure {
  const classes = names.length;
  let sum = 0;
  units.forEach((unit, i) => {
    const instead = cost.instead?.[unit.decision!];
    if (instead !== undefined) sum += instead;
    else names.forEach((name, k) => (sum += name === unit.predicted ? 0 : probabilities[i * classes + k]! * cost.wrong[name]!));
  });
  return { metric: 'cost', value: sum / units.length, interval: null };
}
