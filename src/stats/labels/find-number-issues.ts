import { benjaminiHochberg } from '../hypotheses/correct-many.ts';

/** Numbers that are probably wrong. */
export interface NumberIssues {
  /** Worst first; of equals, the first. */
  readonly rows: Uint32Array;
  /** Of each of these, the most that the chance can be that a right one deviates as much. */
  readonly chances: Float64Array;
}

/** What is usual is read off where these shares of one side's deviations lie further out: wrong ones, of which there are fewer, hardly move either. */
const MIDDLE = 0.5;
const FAR = 0.2;
/** So few deviations on a side do not tell how they fall off. */
const FEWEST = 50;

/**
 * Finds the labels that deviate more than right ones do from what is expected of them, from deviations in units of what is usual there (residuals of models that have not seen the
 * row over their usual size: Zhou, Mueller, Kumar & Wang, Detecting Errors in Numerical Data via any Regression Model, arXiv 2305.16583, 2023).
 *
 * On each side the logarithm of the share that lies further out is taken to be concave, as it is of normal, Laplace, logistic and all other log-concave noise (an increasing failure rate:
 * Barlow & Proschan, Statistical Theory of Reliability, 1975): beyond two of its points it then lies below the line through them. Of what is found at most the share `q` is right, on average, and where nothing
 * is wrong nothing is found with a chance of 1 - q (Benjamini & Hochberg, JRSS-B 1995). Of noise with heavier tails a few in a thousand rows are found as well.
 * @example findNumberIssues(Float64Array.from({ length: 2_000 }, (_, i) => (i === 7 ? 40 : Math.sin(i)))).rows; // [7]
 */
export function findNumberIssues(deviations: Float64Array, q = 0.05): NumberIssues {
  const chances = new Float64Array(deviations.length).fill(1);
  for (const side of [-1, 1]) {
    const sizes = deviations.map((deviation) => side * deviation);
    const own = sizes.filter((size) => size > 0).sort();
    if (own.length < FEWEST) continue;
    const beyond = (share: number): number => own[Math.floor(own.length * (1 - share))]!;
    const far = beyond(FAR);
    const rate = Math.log(MIDDLE / FAR) / Math.max(far - beyond(MIDDLE), Number.MIN_VALUE);
    sizes.forEach((size, row) => {
      if (size > far) chances[row] = FAR * Math.exp(-rate * (size - far));
    });
  }
  const adjusted = benjaminiHochberg(Array.from(chances));
  const rows = Uint32Array.from(chances.keys())
    .filter((row) => adjusted[row]! <= q)
    .sort((a, b) => chances[a]! - chances[b]! || a - b);
  return { rows, chances: Float64Array.from(rows, (row) => chances[row]!) };
}
