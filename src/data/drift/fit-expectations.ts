import { choosingStride } from './choosing-rows.ts';
import type { Coding, FewCodes } from './codings.ts';
import { countCodes, largestStrengths, type Tie } from './column-ties.ts';
import type { ColumnYardstick } from './pair-codes.ts';
import { levelOf, LEVELS } from './surprise.ts';

/** What the other columns of a row say of one: naive Bayes over those few that together tell most. */
export interface Expectation {
  /** Position of the column. */
  readonly column: number;
  /** Rows of each code in the reference, and their shares. */
  readonly counts: Float64Array;
  readonly shares: Float64Array;
  /** The most telling first. */
  readonly partners: readonly Partner[];
  /** The code that a default would be: of the commonest text or truth, of the median. */
  readonly fill: number;
  /** Rows of the reference on each level of surprise, each row judged by all others: by a value that does not fit, and by the default where it is not expected. */
  readonly misfits: Float64Array;
  readonly fills: Float64Array;
  /** The same of missing values where one is expected; null where hardly any is missing. */
  readonly gaps: Float64Array | null;
  /** Of each code: how many times likelier it is at its rows in the reference than is said; at least 1. */
  readonly doubts: Float64Array;
}

/** A column that tells something of another. */
export interface Partner {
  readonly column: number;
  /** How many times likelier its code k makes code c of the other, at k · codes + c. */
  readonly factors: Float64Array;
}

/** Partners that are tried for a column, and taken. */
export const MOST_TRIED = 12;
const TAKEN = 8;
/** Rows that are added to those of each code as if its partners were as usual. */
const PRIOR = 3;
/** What a partner must add to the mean log-likelihood of a row, and to that of all rows: of few rows the best of many partners adds some by chance. */
const GAIN = 0.002;
const GAIN_OF_ALL = 20;
/** No value is held to be less than this part as likely as usual where it comes row after row. */
const LEAST_LIFT = 1 / 16;
/** Of missing values as rare as that nobody foretells who has one. */
const RARE = 0.01;
/** What another partner has said already counts half. */
const WEIGHTS = [1, 0.5];

/** Learns what each column is expected to be beside the others; columns of which the others tell nothing have no expectation. */
export function fitExpectations(columns: readonly ColumnYardstick[], codings: readonly Coding[], few: FewCodes): Expectation[] {
  const rows = columns[0]?.rows ?? 0;
  const ties = largestStrengths(codings, few, { rows, most: MOST_TRIED });
  return codings.flatMap((coding) => {
    const of: Target = { codes: coding.codes, own: few.get(coding.column)!, few, rows };
    const taken = learnPartners(of, ties(coding));
    if (taken.length === 0) return [];
    const counts = countCodes(of);
    const fill = fillOf(columns[coding.column]!, counts);
    const partners = taken.map(({ column, factors }) => ({ column, factors }));
    return [{ column: coding.column, counts, shares: counts.map((count) => count / rows), partners, fill, ...scoreReference(of, taken, fill) }];
  });
}

/** Takes, of the columns that tell most of one, those that together tell most of its rows. */
export const learnPartners = (of: Target, ties: readonly Tie[]): Candidate[] =>
  choosePartners(
    of,
    ties.flatMap((tie) => WEIGHTS.map((weight) => learnFactors({ ...tie, weight, rows: of.rows }))),
  );

/** The column that is learned, row by row in its codes, beside all. */
export interface Target {
  readonly codes: number;
  readonly own: Uint8Array;
  readonly few: FewCodes;
  readonly rows: number;
}

/** A partner and its factors by all rows but one of the reference: for the code that this row has itself, and for the others. */
export interface Candidate extends Partner {
  readonly without: Float64Array;
  readonly others: Float64Array;
}

interface Lesson extends Tie {
  readonly weight: number;
  readonly rows: number;
}

/** Factors by all rows, and by those that are left when one row is taken out: from the partner's code alone (`others`), or from the cell of both as well (`without`). */
function learnFactors({ column, table, theirs, own, weight, rows }: Lesson): Candidate {
  const learn = (lessRows: 0 | 1, less: 0 | 1): Float64Array => {
    const factors = new Float64Array(table.length).fill(1);
    theirs.forEach((count, k) => {
      const share = (count - lessRows) / (rows - lessRows);
      if (share <= 0) return;
      own.forEach((mine, c) => {
        const cell = k * own.length + c;
        if (table[cell]! < less) return;
        factors[cell] = ((table[cell]! - less + PRIOR * share) / (mine - less + PRIOR) / share) ** weight;
      });
    });
    return factors;
  };
  return { column, factors: learn(0, 0), without: learn(1, 1), others: learn(1, 0) };
}

/** Takes partners one by one while they tell more of a sample of the rows. */
function choosePartners({ codes, own, few, rows }: Target, candidates: readonly Candidate[]): Candidate[] {
  const stride = choosingStride(rows);
  const sample = Array.from({ length: Math.ceil(rows / stride) }, (_, i) => i * stride);
  const counts = countCodes({ codes, own });
  const products = new Float64Array(sample.length * codes);
  sample.forEach((row, i) => {
    products.set(counts, i * codes);
    products[i * codes + own[row]!]!--;
  });
  const loss = (candidate: Candidate | null): number => {
    const theirs = candidate && few.get(candidate.column)!;
    let sum = 0;
    sample.forEach((row, i) => {
      const mine = own[row]!;
      const at = theirs === null ? 0 : theirs[row]! * codes;
      const chance = products[i * codes + mine]! * (candidate?.without[at + mine] ?? 1);
      let all = chance;
      for (let c = 0; c < codes; c++) if (c !== mine) all += products[i * codes + c]! * (candidate?.others[at + c] ?? 1);
      // Nothing is learned from what no other row has.
      if (chance > 0) sum -= Math.log(chance / all);
    });
    return sum / sample.length;
  };
  const taken: Candidate[] = [];
  let least = loss(null);
  while (taken.length < TAKEN) {
    const left = candidates.filter(({ column }) => taken.every((other) => other.column !== column)).map((candidate) => ({ candidate, loss: loss(candidate) }));
    const best = left.reduce<(typeof left)[number] | null>((a, b) => (a === null || b.loss < a.loss ? b : a), null);
    if (best === null || best.loss > least - Math.max(GAIN, GAIN_OF_ALL / rows)) break;
    taken.push(best.candidate);
    least = best.loss;
    const { column, without, others } = best.candidate;
    sample.forEach((row, i) => {
      const at = few.get(column)![row]! * codes;
      for (let c = 0; c < codes; c++) products[i * codes + c]! *= c === own[row] ? without[at + c]! : others[at + c]!;
    });
  }
  return taken;
}

/** The surprise of each row of the reference beside all others. */
function scoreReference({ codes, own, few, rows }: Target, partners: readonly Candidate[], fill: number): Pick<Expectation, 'misfits' | 'fills' | 'gaps' | 'doubts'> {
  const counts = countCodes({ codes, own });
  const other = chancesByItself(counts, 1);
  const misfits = new Float64Array(LEVELS);
  const fills = new Float64Array(LEVELS);
  const gaps = counts.at(-1)! >= RARE * rows ? new Float64Array(LEVELS) : null;
  const chances = new Float64Array(codes);
  const [judged, unlikely] = [new Float64Array(codes), new Float64Array(codes)];
  const theirs = partners.map(({ column }) => few.get(column)!);
  const stride = choosingStride(rows);
  for (let row = 0; row < rows; row++) {
    const mine = own[row]!;
    // What no other row has is new beside them, which other tests tell.
    if (row % stride === 0 || counts[mine] === 1) continue;
    chances.set(counts);
    chances[mine]!--;
    partners.forEach(({ without, others }, i) => {
      const at = theirs[i]![row]! * codes;
      for (let c = 0; c < codes; c++) chances[c]! *= c === mine ? without[at + c]! : others[at + c]!;
    });
    let all = 0;
    for (let c = 0; c < codes; c++) all += chances[c]!;
    const chance = Math.max(LEAST_CHANCE, chances[mine]! / all);
    judged[mine]!++;
    unlikely[mine]! += 1 / liftOf(chance, (counts[mine]! - 1) / (rows - 1));
    misfits[levelOf(other[mine]! / chance)]!++;
    fills[mine === fill ? levelOf(1 / chance) : 0]!++;
    if (gaps !== null) gaps[mine === codes - 1 ? levelOf(1 / chance) : 0]!++;
  }
  return { misfits, fills, gaps, doubts: unlikely.map((sum, code) => Math.max(1, (sum + PRIOR) / (judged[code]! + PRIOR))) };
}

/** How many times likelier than usual a value is, from its chance beside its row and its share of all rows. */
export const liftOf = (chance: number, share: number): number => Math.max(LEAST_LIFT, chance / share);

/** No chance is told that is smaller. */
export const LEAST_CHANCE = 1e-9;

/** The chance of each code if it had nothing to do with its row: drawn from all rows (but `less` that have it), or any. */
export function chancesByItself(counts: Float64Array, less = 0): Float64Array {
  const rows = counts.reduce((a, b) => a + b, 0);
  const different = counts.filter((count) => count > 0).length;
  return counts.map((count) => ((count - less) / (rows - less) + 1 / different) / 2);
}

/** What imputers fill in: the commonest text or truth (not all the rarer texts, which share a code), the median of numbers. */
function fillOf(column: ColumnYardstick, counts: Float64Array): number {
  if (column.kind === 'string' || column.kind === 'boolean') return counts.indexOf(Math.max(...counts.slice(0, -2)));
  const median = column.shown[column.shown.length >>> 1]!;
  return column.edges.filter((edge) => median >= edge).length;
}
