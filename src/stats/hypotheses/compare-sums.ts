import { requireSameLength } from '../require-range.ts';
import { normalCdf } from '../special/normal.ts';

/** Rows by their score: how many of each sample have each of the scores. */
export interface ScoredSamples {
  readonly here: ArrayLike<number>;
  readonly there: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

const ROUNDS = 60;

/**
 * The chance of so large a sum of scores here if rows had fallen here or there at random (a permutation test of two samples), also far out in
 * the tail and for scores of which few are large. By the double saddlepoint of Skovgaard (J. Appl. Prob. 1987; for permutations Robinson, JRSS-B 1982) in
 * Barndorff-Nielsen's form, with half a step as correction for continuity where scores are far apart; O(scores).
 * @example
 * compareSums({ here: [90, 10], there: [999, 1], scores: [0, 1] }); // about what Fisher's exact test says of 10 of 100 beside 1 of 1,000
 */
export function compareSums({ here, there, scores }: ScoredSamples): number {
  requireSameLength(here, there, 'the two count vectors');
  requireSameLength(here, scores, 'the counts and their scores');
  const rows: number[] = [];
  const at: number[] = [];
  let [n, m, sum, mean] = [0, 0, 0, 0];
  for (let i = 0; i < here.length; i++) {
    const both = here[i]! + there[i]!;
    if (both === 0) continue;
    rows.push(both);
    at.push(scores[i]!);
    n += here[i]!;
    m += there[i]!;
    sum += here[i]! * scores[i]!;
    mean += both * scores[i]!;
  }
  const part = n / (n + m);
  mean *= part;
  if (n === 0 || m === 0 || !(sum > mean)) return 1;
  const wanted = Math.max(mean, sum - smallestGap(at) / 2);
  // Rows fall here independently with chance `part`, given that n do: minimise K(u, v) - u·sum - v·n.
  let [u, v] = [0, 0];
  const rise = (du: number, dv: number) => cumulants({ rows, at, part }, u + du, v + dv);
  let k = rise(0, 0);
  const start = k.vv;
  for (let round = 0; round < ROUNDS; round++) {
    const [gu, gv] = [wanted - k.u, n - k.v];
    const det = k.uu * k.vv - k.uv ** 2;
    if (!(det > 0)) break;
    let [du, dv] = [(k.vv * gu - k.uv * gv) / det, (k.uu * gv - k.uv * gu) / det];
    const decrement = gu * du + gv * dv;
    if (decrement < 1e-10) break;
    let next = rise(du, dv);
    for (let halves = 0; halves < 30 && !(next.k - du * wanted - dv * n <= k.k - 0.1 * decrement); halves++) next = rise((du /= 2), (dv /= 2));
    [u, v, k] = [u + du, v + dv, next];
  }
  const deviance = 2 * (u * wanted + v * n - k.k);
  const det = k.uu * k.vv - k.uv ** 2;
  if (!(deviance > 1e-9) || !(u > 0)) return 0.5;
  const w = Math.sqrt(deviance);
  const z = u * Math.sqrt(Math.max(det, 1e-12) / start);
  return Math.min(1, normalCdf(-(w + Math.log(z / w) / w)));
}

/** K(u, v) = Σ rows · ln(1 - part + part · exp(u · score + v)), and its derivatives. */
function cumulants({ rows, at, part }: { readonly rows: readonly number[]; readonly at: readonly number[]; readonly part: number }, u: number, v: number) {
  const of = { k: 0, u: 0, v: 0, uu: 0, uv: 0, vv: 0 };
  for (let i = 0; i < rows.length; i++) {
    const odds = (part / (1 - part)) * Math.exp(u * at[i]! + v);
    const here = odds === Infinity ? 1 : odds / (1 + odds);
    const spread = rows[i]! * here * (1 - here);
    of.k += rows[i]! * (Math.log(1 - part) + (odds === Infinity ? Math.log(part / (1 - part)) + u * at[i]! + v : Math.log1p(odds)));
    of.u += rows[i]! * here * at[i]!;
    of.v += rows[i]! * here;
    of.uu += spread * at[i]! ** 2;
    of.uv += spread * at[i]!;
    of.vv += spread;
  }
  return of;
}

function smallestGap(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => a - b);
  let gap = Infinity;
  for (let i = 1; i < sorted.length; i++) if (sorted[i]! > sorted[i - 1]!) gap = Math.min(gap, sorted[i]! - sorted[i - 1]!);
  return gap === Infinity ? 0 : gap;
}
