import { compareSums, normalCdf } from '../../stats/index.ts';

/** Levels of surprise, by how many times likelier a row is if it is broken: quarters of a power of two, from a sixteenth to 4,096. Level 0 is for a ratio of 0. */
const PER_POWER = 4;
const LEAST = -4;
export const LEVELS = 66;

/** The level of surprise of a ratio. */
export const levelOf = (ratio: number): number => (ratio === 0 ? 0 : levelOfPower(Math.log2(ratio)));

/** The level of a ratio that is this power of two. */
export const levelOfPower = (power: number): number => Math.max(1, Math.min(LEVELS - 1, 1 + Math.floor(PER_POWER * (power - LEAST))));

/** The level from which rows are likelier broken than not. */
const SUSPICIOUS = levelOf(1);

/** The suspicious rows of a batch beside those of a reference, as shares of all. */
export interface Excess {
  /** The level from which they are suspicious. */
  readonly from: number;
  readonly effect: number;
  readonly usual: number;
}

/** From which suspicious level on the batch has most beyond its part; both by how many of their rows are on each level. */
export function largestExcess(here: Float64Array, there: Float64Array): Excess {
  const [rows, usualRows] = [sum(here), sum(there)];
  let [above, usualAbove] = [0, 0];
  let largest: Excess = { from: LEVELS, effect: 0, usual: 0 };
  for (let from = LEVELS - 1; from >= SUSPICIOUS; from--) {
    above += here[from]!;
    usualAbove += there[from]!;
    const excess: Excess = { from, effect: above / Math.max(1, rows), usual: usualAbove / Math.max(1, usualRows) };
    if (excess.effect - excess.usual > largest.effect - largest.usual) largest = excess;
  }
  return largest;
}

const sum = (counts: Float64Array): number => counts.reduce((a, b) => a + b, 0);

/** Shares of broken rows at which the scores are best. */
const MIXED = [0.02, 0.2];

/** ln((1 - share) + share · ratio): the log-likelihood ratio of a mixture, with which the sum over the rows is the most powerful test of it (Neyman and Pearson 1933). */
const SCORES = MIXED.map((share) =>
  Float64Array.from({ length: LEVELS }, (_, level) => Math.log(1 - share + share * (level === 0 ? 0 : 2 ** ((level - 0.5) / PER_POWER + LEAST)))),
);

/** One way of being broken is told from others when so much more speaks for it than for any of them, and for none. */
export const SURE = 3;

/** How much speaks for broken rows, as a logarithm, at the share at which it is most. */
export const spokenFor = (here: Float64Array): number => Math.max(...SCORES.map((scores) => scores.reduce((sum, score, level) => sum + score * here[level]!, 0)));

/** A sum that lies less than so many standard deviations beyond its mean is ordinary: the normal law says enough of its chance. */
const ORDINARY = 1.5;

/** The chance that so much speaks for broken rows in a batch that is more of the reference; both by how many of their rows are on each level. */
export const moreSurprising = (here: Float64Array, there: Float64Array): number =>
  Math.min(1, MIXED.length * Math.min(...SCORES.map((scores) => chanceOfSum(here, there, scores))));

function chanceOfSum(here: Float64Array, there: Float64Array, scores: Float64Array): number {
  const deviations = deviationsOf(here, there, scores);
  return deviations > ORDINARY ? compareSums({ here, there, scores }) : normalCdf(-deviations);
}

/** How far the sum lies from its mean, in standard deviations, as if rows had fallen here or there at random. */
function deviationsOf(here: Float64Array, there: Float64Array, scores: Float64Array): number {
  let [n, all, own, total, squares] = [0, 0, 0, 0, 0];
  for (let level = 0; level < LEVELS; level++) {
    const [score, both] = [scores[level]!, here[level]! + there[level]!];
    n += here[level]!;
    all += both;
    own += here[level]! * score;
    total += both * score;
    squares += both * score * score;
  }
  const mean = total / all;
  const variance = (n * (all - n) * (squares / all - mean * mean)) / Math.max(1, all - 1);
  return variance > 0 ? (own - n * mean) / Math.sqrt(variance) : 0;
}
