import { type ConfidentJoint, confidentJoint } from './confident-joint.ts';
import { type LabelledProbabilities, requireLabelled } from './labelled-probabilities.ts';
import { largestOf } from './largest-of.ts';

/** How suspected rows are chosen: as many of each pair of classes as the joint says, by margin; or all that are confidently of another class. */
export const LABEL_ISSUE_METHODS = ['pruneByNoiseRate', 'confidentLearning'] as const;
export type LabelIssueMethod = (typeof LABEL_ISSUE_METHODS)[number];

/** By what the worst are put first: the probability of the given label, or how far it lies behind the best other class. */
export const LABEL_RANKINGS = ['selfConfidence', 'normalisedMargin'] as const;
export type LabelRanking = (typeof LABEL_RANKINGS)[number];

/** Rows whose label is probably wrong. */
export interface LabelIssues {
  /** Worst first; of equals, the first. */
  readonly rows: Uint32Array;
  /** Quality of each of these labels, 0 (surely wrong) to 1. */
  readonly scores: Float64Array;
  readonly joint: ConfidentJoint;
}

/** A label is not in doubt when no class is more probable by more than this. */
const SLACK = 1e-6;

/**
 * Finds label errors by confident learning (Northcutt, Jiang & Chuang, JAIR 70, 2021). Gives the rows of cleanlab 2.9's `find_label_issues` at its defaults, or with
 * `filter_by='confident_learning'`; rows of equal margin at the last place may be others. One million rows of ten classes take about 0.6 s.
 * Throws STATS_OUT_OF_RANGE, STATS_LENGTHS_DIFFER.
 * @example
 * findLabelIssues({ classes: 2, labels: [0, 0, 1, 0], probabilities: Float64Array.of(0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.05, 0.95) }).rows; // [3]
 */
export function findLabelIssues(input: LabelledProbabilities, how: { readonly method?: LabelIssueMethod; readonly rankBy?: LabelRanking } = {}): LabelIssues {
  requireLabelled(input);
  const { labels, probabilities, classes: k } = input;
  const { method = 'pruneByNoiseRate', rankBy = 'selfConfidence' } = how;
  const joint = confidentJoint(input);
  const suspected = method === 'confidentLearning' ? joint.confident.map((guess, i) => Number(guess >= 0 && guess !== labels[i])) : pruneByNoiseRate(input, joint);
  const rows: number[] = [];
  for (let i = 0; i < labels.length; i++) if (suspected[i] && !isBest(probabilities, i * k, { label: labels[i]!, k })) rows.push(i);
  const scored = rows.map((row) => ({ row, score: labelQuality(input, row, rankBy) })).sort((a, b) => a.score - b.score || a.row - b.row);
  return { rows: Uint32Array.from(scored, (one) => one.row), scores: Float64Array.from(scored, (one) => one.score), joint };
}

/** How much the given label of a row is to be trusted, 0 … 1. */
export function labelQuality({ labels, probabilities, classes: k }: LabelledProbabilities, row: number, rankBy: LabelRanking): number {
  const own = probabilities[row * k + labels[row]!]!;
  if (rankBy === 'selfConfidence') return own;
  let other = -Infinity;
  for (let j = 0; j < k; j++) if (j !== labels[row]) other = Math.max(other, probabilities[row * k + j]!);
  return (own - other + 1) / 2;
}

function isBest(probabilities: LabelledProbabilities['probabilities'], at: number, { label, k }: { label: number; k: number }): boolean {
  const own = probabilities[at + label]! + SLACK;
  for (let j = 0; j < k; j++) if (j !== label && (j < label ? probabilities[at + j]! >= own : probabilities[at + j]! > own)) return false;
  return true;
}

/** Of the rows labelled i, as many as the joint says are truly of j: those with the largest p_j - p_i. */
function pruneByNoiseRate({ classes: k, labels, probabilities }: LabelledProbabilities, joint: ConfidentJoint): Uint8Array {
  const suspected = new Uint8Array(labels.length);
  const members = rowsByLabel(labels, k);
  for (let given = 0; given < k; given++) {
    const rows = members[given]!;
    if (rows.length <= 1) continue;
    const margins = marginsOf(probabilities, rows, { k, given });
    for (const [truly, count] of pruneCounts(joint.counts[given]!, given).entries()) {
      if (truly === given) continue;
      for (const m of largestOf(margins.subarray(truly * rows.length, (truly + 1) * rows.length), count)) suspected[rows[m]!] = 1;
    }
  }
  return suspected;
}

/** How much more probable each class is than the given one, class after class: each row is read once, since a million of them do not stay in the processor's cache. */
function marginsOf(probabilities: LabelledProbabilities['probabilities'], rows: Uint32Array, { k, given }: { k: number; given: number }): Float64Array {
  const margins = new Float64Array(k * rows.length);
  for (let m = 0; m < rows.length; m++) {
    const at = rows[m]! * k;
    const own = probabilities[at + given]!;
    for (let j = 0; j < k; j++) margins[j * rows.length + m] = probabilities[at + j]! - own;
  }
  return margins;
}

/** Rows to suspect of each true class, when at least one row of the given class must stay right: what it lacks is taken from the others alike. */
function pruneCounts(counts: readonly number[], given: number): number[] {
  const lacking = Math.max(0, 1 - counts[given]!);
  const others = Math.max(1, counts.filter((count) => count !== 0).length - 1);
  return counts.map((count) => Math.trunc(Math.max(0, count - lacking / others)));
}

function rowsByLabel(labels: ArrayLike<number>, k: number): Uint32Array[] {
  const counts = new Uint32Array(k);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
  const members = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let i = 0; i < labels.length; i++) members[labels[i]!]![counts[labels[i]!]!++] = i;
  return members;
}
