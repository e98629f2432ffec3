import type { Evaluation, SliceEvaluation } from '../train/index.ts';
import type { Gate, GateCheck } from './release.ts';

/** How a candidate did on its own test rows, served as it would be. */
export interface ServedRows {
  readonly rows: number;
  readonly refused: number;
  /** The first refusal, in words. */
  readonly firstRefusal: string | null;
  /** Of the rows with a score. */
  readonly auc: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly distinct: number;
  readonly microsPerRow: number;
  /** The same rows in a second process: the largest difference of a score; null where the model has no process of its own. */
  readonly repeated: { readonly rows: number; readonly difference: number } | null;
}

const DEFAULTS = { sliceTolerance: 0.02, championTolerance: 0.005, maxBytes: 10_000_000, maxMicrosPerRow: 500 } as const;
/** Standard errors beyond which a slice's difference is no longer taken for chance; 3 keeps some hundred slices at about one false alarm in ten. */
const NOISE = 3;
/** Largest share of test rows that serving may refuse. */
const MAX_REFUSED = 0.01;
/** How far the served AUC may lie from the evaluated one: 32-bit features may swap near ties. */
const PARITY = 0.001;

const show = (value: number): string => value.toFixed(4);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** The AUC reaches the scope's goal. */
export const checkGoal = (evaluation: Evaluation, goal: number): GateCheck => ({
  name: 'goal',
  passed: evaluation.auc >= goal,
  detail: `AUC ${show(evaluation.auc)} (95 %: ${show(evaluation.aucInterval[0])} to ${show(evaluation.aucInterval[1])}) on ${evaluation.rows} rows; the goal is ${show(goal)}`,
});

/** The AUC lies above the baseline's. */
export const checkBaseline = (evaluation: Evaluation): GateCheck => ({
  name: 'baseline',
  passed: evaluation.auc > evaluation.baseline.auc,
  detail: `AUC ${show(evaluation.auc)}; the baseline has ${show(evaluation.baseline.auc)} on the same rows`,
});

/** No slice is worse than the baseline by more than the tolerance and by more than chance. */
export function checkSlices(evaluation: Evaluation, gate: Gate): GateCheck {
  const tolerance = gate.sliceTolerance ?? DEFAULTS.sliceTolerance;
  const below = evaluation.slices.filter((slice) => slice.baselineAuc - slice.auc > tolerance);
  const far = below.filter((slice) => slice.baselineAuc - slice.auc > NOISE * differenceError(slice, evaluation.positiveRate));
  const worst = far.toSorted((a, b) => a.auc - a.baselineAuc - (b.auc - b.baselineAuc))[0];
  const found = worst
    ? `${far.length} of ${evaluation.slices.length} slices lie further below the baseline; the worst is ${worst.column} = ${worst.value}: AUC ${show(worst.auc)}, baseline ${show(worst.baselineAuc)}, ${worst.rows} rows`
    : `none of ${evaluation.slices.length} slices lies further below the baseline`;
  const noise = below.length > far.length ? `; ${below.length - far.length} more do, but within ${NOISE} standard errors, and are taken for chance` : '';
  return { name: 'slices', passed: far.length === 0, detail: `${found} than ${tolerance}${noise}` };
}

/**
 * Standard error of the difference of two AUCs on the same rows, by Hanley and McNeil (Radiology 143, 1982), taken as if they
 * were independent: the true one is smaller, so a slice is not failed by chance.
 */
function differenceError(slice: SliceEvaluation, positiveRate: number): number {
  const positives = Math.max(1, slice.rows * positiveRate);
  const negatives = Math.max(1, slice.rows - positives);
  const variance = (auc: number): number => {
    const q1 = auc / (2 - auc);
    const q2 = (2 * auc * auc) / (1 + auc);
    return (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)) / (positives * negatives);
  };
  return Math.sqrt(Math.max(0, variance(slice.auc)) + Math.max(0, variance(slice.baselineAuc)));
}

/** Not worse than the champion on the candidate's test rows; `champion` is null when there is none. */
export function checkChampion(candidate: number, champion: { readonly auc: number | null; readonly scored: number; readonly reason: string } | null, gate: Gate): GateCheck {
  const tolerance = gate.championTolerance ?? DEFAULTS.championTolerance;
  if (champion === null) return { name: 'champion', passed: true, detail: 'there is no champion to compare with' };
  if (champion.auc === null) return { name: 'champion', passed: true, detail: `not compared: the champion cannot score these rows (${champion.reason})` };
  return {
    name: 'champion',
    passed: candidate >= champion.auc - tolerance,
    detail: `AUC ${show(candidate)}; the champion has ${show(champion.auc)} on ${champion.scored} of the same rows, and ${tolerance} less is allowed`,
  };
}

/** What `checkChampion` comes to for the champion itself: the same bytes need no comparison. */
export const CHAMPION_ITSELF: GateCheck = { name: 'champion', passed: true, detail: 'it is the champion, byte for byte' };

/** Scores are finite, within the output contract, and say something. */
export function checkOutputs(served: ServedRows): GateCheck {
  const refused = served.refused / Math.max(1, served.rows);
  const range = `scores of ${served.rows} test rows lie in ${show(served.minimum)} to ${show(served.maximum)} with ${served.distinct} different values`;
  const refusals =
    served.refused === 0 ? 'none was refused' : `${served.refused} rows (${percent(refused)}) were refused (${served.firstRefusal}); at most ${percent(MAX_REFUSED)} may be`;
  const constant = served.distinct < 2 ? '; a constant score says nothing' : '';
  return { name: 'outputs', passed: served.rows > 0 && refused <= MAX_REFUSED && served.distinct >= 2, detail: `${range}; ${refusals}${constant}` };
}

/** How far a score may lie from that of the same row in another process: beyond, it depends on more than the row. */
const REPEAT = 1e-6;

/** What is served is what was evaluated: the same rows give the same AUC through the release's own code, and, from a model that runs in Python, the same scores in a second process. */
export function checkParity(evaluation: Evaluation, served: ServedRows): GateCheck {
  const { repeated } = served;
  const repeats = repeated === null || repeated.difference <= REPEAT;
  const told = repeated === null ? '' : `; ${repeated.rows} rows score the same in a second process up to ${repeated.difference}${repeats ? '' : `, and ${REPEAT} is allowed`}`;
  if (served.rows !== evaluation.rows) return { name: 'parity', passed: repeats, detail: `not compared: ${evaluation.rows} rows were evaluated, ${served.rows} are kept${told}` };
  return {
    name: 'parity',
    passed: Math.abs(served.auc - evaluation.auc) <= PARITY && repeats,
    detail: `AUC ${show(served.auc)} as it will be served, ${show(evaluation.auc)} as evaluated in training; they may differ by ${PARITY}${told}`,
  };
}

/** Time of one row, features, model and rules together. */
export function checkLatency(served: ServedRows, gate: Gate): GateCheck {
  const bound = gate.maxMicrosPerRow ?? DEFAULTS.maxMicrosPerRow;
  return { name: 'latency', passed: served.microsPerRow <= bound, detail: `${served.microsPerRow.toFixed(1)} µs a row; at most ${bound} are allowed` };
}

/** Bytes of all parts. */
export function checkSize(bytes: number, gate: Gate): GateCheck {
  const bound = gate.maxBytes ?? DEFAULTS.maxBytes;
  return { name: 'size', passed: bytes <= bound, detail: `${bytes} bytes in all parts; at most ${bound} are allowed` };
}
