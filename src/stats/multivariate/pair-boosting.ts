/** Rows as small codes: a `Uint8Array` a column, each code below `LEVELS`. */
export type CodedColumns = readonly Uint8Array[];

/** Codes a column may have. */
export const LEVELS = 6;
const CELLS = LEVELS * LEVELS;

/** How often each pair of codes occurs, for every pair of columns (a < b): pair after pair, `LEVELS`² cells each. */
export type PairCounts = Float64Array;

/** Counts the codes of every pair of columns. */
export function countPairs(columns: CodedColumns): PairCounts {
  const counts = new Float64Array(((columns.length * (columns.length - 1)) / 2) * CELLS);
  let from = 0;
  for (let a = 0; a < columns.length; a++) {
    for (let b = a + 1; b < columns.length; b++, from += CELLS) {
      const [codesA, codesB] = [columns[a]!, columns[b]!];
      for (let row = 0; row < codesA.length; row++) counts[from + codesA[row]! * LEVELS + codesB[row]!]!++;
    }
  }
  return counts;
}

/** Rows of one of the two samples. */
export interface Side {
  readonly columns: CodedColumns;
  readonly pairs: PairCounts;
}

/** A classifier: tables over pairs of columns, whose entries add up to the log-odds that a row is of the first sample. */
export interface PairModel {
  readonly tables: readonly { readonly a: number; readonly b: number; readonly odds: Float64Array }[];
  /** How much each column helped to tell the samples apart, beyond what chance would. */
  readonly importance: Float64Array;
}

/** Pairs that are tried in each round, rounds, and how far each goes. */
const CANDIDATES = 8;
const ROUNDS = 8;
const STEP = 0.5;
/** Rows that are added to each cell as if they were half of each sample. */
const PRIOR = 8;

/**
 * Learns to tell the rows of two samples apart: gradient boosting (Friedman, Annals of Statistics 2001; Newton steps on the logistic loss, as XGBoost has them) whose weak learners are tables over two columns, the eight pairs
 * whose counts differ most (the screen of GA²M: Lou, Caruana, Gehrke and Hooker, KDD 2013). So it sees what two columns do together though each alone is as before, where a tree that splits
 * on one column first sees nothing. Both samples weigh the same. A pass over all pairs, then 64 over the rows.
 */
export function learnPairs(first: Side, second: Side): PairModel {
  const count = first.columns.length;
  const importance = new Float64Array(count);
  const [n, m] = [first.columns[0]?.length ?? 0, second.columns[0]?.length ?? 0];
  if (count < 2 || n === 0 || m === 0) return { tables: [], importance };
  const candidates = screen(first, second, count);
  const odds = [new Float64Array(n), new Float64Array(m)] as const;
  const tables = candidates.map(({ a, b }) => ({ a, b, odds: new Float64Array(CELLS) }));
  // Each sample weighs as much as the first has rows.
  const sides = [
    { columns: first.columns, odds: odds[0], weight: 1, target: 1 },
    { columns: second.columns, odds: odds[1], weight: n / m, target: 0 },
  ];
  for (let round = 0; round < ROUNDS; round++) {
    const pulls = sides.map(({ odds: of, weight, target }) => {
      const [pull, curvature] = [new Float64Array(of.length), new Float64Array(of.length)];
      for (let row = 0; row < of.length; row++) {
        const chance = 1 / (1 + Math.exp(-of[row]!));
        pull[row] = weight * (target - chance);
        curvature[row] = weight * chance * (1 - chance);
      }
      return { pull, curvature };
    });
    let best: { at: number; gain: number; byChance: number; steps: Float64Array } | undefined;
    tables.forEach(({ a, b }, at) => {
      const gradients = new Float64Array(CELLS);
      const curvatures = new Float64Array(CELLS).fill(PRIOR / 4);
      const variances = new Float64Array(CELLS);
      sides.forEach(({ columns, weight }, side) => {
        const [codesA, codesB] = [columns[a]!, columns[b]!];
        const { pull, curvature } = pulls[side]!;
        for (let row = 0; row < pull.length; row++) {
          const cell = codesA[row]! * LEVELS + codesB[row]!;
          gradients[cell]! += pull[row]!;
          curvatures[cell]! += curvature[row]!;
          variances[cell]! += weight * curvature[row]!;
        }
      });
      let [gain, byChance] = [0, 0];
      const steps = new Float64Array(CELLS);
      for (let cell = 0; cell < CELLS; cell++) {
        gain += gradients[cell]! ** 2 / curvatures[cell]!;
        byChance += variances[cell]! / curvatures[cell]!;
        steps[cell] = (STEP * gradients[cell]!) / curvatures[cell]!;
      }
      if (best === undefined || gain > best.gain) best = { at, gain, byChance, steps };
    });
    const { at, gain, byChance, steps } = best!;
    const table = tables[at]!;
    const excess = Math.max(0, gain - byChance);
    importance[table.a]! += excess;
    importance[table.b]! += excess;
    steps.forEach((step, cell) => (table.odds[cell]! += step));
    for (const { columns, odds: of } of sides) {
      const [codesA, codesB] = [columns[table.a]!, columns[table.b]!];
      for (let row = 0; row < of.length; row++) of[row]! += steps[codesA[row]! * LEVELS + codesB[row]!]!;
    }
  }
  return { tables: tables.filter((table) => table.odds.some((value) => value !== 0)), importance };
}

/** The pairs whose counts differ most, by a chi-square of both samples with a prior. */
function screen(first: Side, second: Side, columns: number): { readonly a: number; readonly b: number }[] {
  const part = first.columns[0]!.length / second.columns[0]!.length;
  const scored: { a: number; b: number; score: number }[] = [];
  let from = 0;
  for (let a = 0; a < columns; a++) {
    for (let b = a + 1; b < columns; b++, from += CELLS) {
      let score = 0;
      for (let cell = from; cell < from + CELLS; cell++) {
        const [here, there] = [first.pairs[cell]!, part * second.pairs[cell]!];
        score += (here - there) ** 2 / (here + there + PRIOR);
      }
      scored.push({ a, b, score });
    }
  }
  return scored.sort((x, y) => y.score - x.score).slice(0, CANDIDATES);
}

/** The log-odds of rows. */
export function scorePairs({ tables }: PairModel, columns: CodedColumns): Float64Array {
  const scores = new Float64Array(columns[0]?.length ?? 0);
  for (const { a, b, odds } of tables) {
    const [codesA, codesB] = [columns[a]!, columns[b]!];
    for (let row = 0; row < scores.length; row++) scores[row]! += odds[codesA[row]! * LEVELS + codesB[row]!]!;
  }
  return scores;
}
