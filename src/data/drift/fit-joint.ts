import { type CodedColumns, countPairs, LEVELS, principalComponents, type PrincipalComponents, reconstructionErrors, type Side } from '../../stats/index.ts';
import type { Batch, BatchColumn } from './batch.ts';
import type { NormalScores } from './normal-scores.ts';
import { type ColumnYardstick, hasCodes, NO_CODE } from './pair-codes.ts';

/** What a reference says of its columns together: one half of its rows to learn from, the other to compare with. */
export interface JointYardstick {
  /** Positions of the columns that are looked at. */
  readonly columns: readonly number[];
  /** The few codes of each column, by the codes of `codeColumn`. */
  readonly few: readonly Uint8Array[];
  readonly learned: Side;
  readonly held: CodedColumns;
  readonly principal: PrincipalComponents;
  /** Reconstruction errors of the held-out rows, and their mean by column. */
  readonly errors: Float64Array;
  readonly columnErrors: readonly number[];
}

/** Of fewer rows, in the batch or the reference, nothing is said of columns together. */
export const JOINT_ROWS = 200;
/** Columns that are looked at, and rows of either sample: of more, every second, third, … row. */
const COLUMNS = 40;
const MOST_ROWS = 6000;
/** Variance that the components hold, as NannyML has it. */
const VARIANCE = 0.65;

/** Positions of the rows to learn from and of those to compare with: by turns, so that both are of all times. */
export function splitRows(rows: number): { readonly learned: Int32Array; readonly held: Int32Array } {
  const stride = Math.max(1, Math.ceil(rows / MOST_ROWS));
  const taken = Math.ceil(rows / stride);
  const [learned, held] = [new Int32Array((taken + 1) >>> 1), new Int32Array(taken >>> 1)];
  for (let i = 0; i < taken; i++) (i % 2 === 0 ? learned : held)[i >>> 1] = i * stride;
  return { learned, held };
}

/** The rows of a batch as codes (`codeColumn`) and as normal scores. */
export interface Encoded {
  readonly codes: readonly (Int32Array | null)[];
  readonly scoresOf: NormalScores;
}

/** Learns how columns go together; null where rows or columns are too few. */
export function fitJoint(columns: readonly ColumnYardstick[], batch: Batch, { codes, scoresOf }: Encoded): JointYardstick | null {
  const usable = columns.flatMap((column, i) => (hasCodes(column) && codes[i] ? [i] : [])).slice(0, COLUMNS);
  if (usable.length < 2 || batch.rows < JOINT_ROWS) return null;
  const few = usable.map((at) => fewCodes(columns[at]!));
  const { learned, held } = splitRows(batch.rows);
  const yardstick = { columns: usable, few };
  const toLearn = codeRows(yardstick, codes, batch, learned);
  const principal = principalComponents(scoreRows(usable, { columns, batch, scoresOf }, learned), VARIANCE);
  const { rows, columns: byColumn } = reconstructionErrors(principal, scoreRows(usable, { columns, batch, scoresOf }, held));
  return {
    ...yardstick,
    learned: { columns: toLearn, pairs: countPairs(toLearn) },
    held: codeRows(yardstick, codes, batch, held),
    principal,
    errors: rows,
    columnErrors: byColumn.map(meanOf),
  };
}

export const meanOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

/** The last code is of missing values, the one before of the rarer texts and new ones. */
const MISSING = LEVELS - 1;

/** Fifths of a column of numbers, or the four most frequent texts and the rest. */
function fewCodes(column: ColumnYardstick): Uint8Array {
  if (column.kind === 'string') {
    const rank = new Map([...column.values.counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([text], i) => [text, i]));
    return Uint8Array.from(column.values.counts.keys(), (text) => Math.min(MISSING - 1, rank.get(text)!));
  }
  const present = Math.max(
    1,
    column.bins.reduce((a, b) => a + b, 0),
  );
  let before = 0;
  return Uint8Array.from(column.bins, (rows) => {
    const middle = (before + rows / 2) / present;
    before += rows;
    return Math.min(MISSING - 1, Math.floor(middle * MISSING));
  });
}

/** Some rows in few codes. */
export function codeRows({ columns, few }: Pick<JointYardstick, 'columns' | 'few'>, codes: readonly (Int32Array | null)[], batch: Batch, positions: Int32Array): Uint8Array[] {
  return columns.map((at, i) => {
    const { values } = batch.columns[at]!;
    const [own, fewOf] = [codes[at]!, few[i]!];
    const coded = new Uint8Array(positions.length);
    for (let k = 0; k < coded.length; k++) {
      const code = own[positions[k]!]!;
      coded[k] = code !== NO_CODE ? fewOf[code]! : isMissing(values[positions[k]!]) ? MISSING : MISSING - 1;
    }
    return coded;
  });
}

const isMissing = (value: BatchColumn['values'][number] | undefined): boolean => value === null || Number.isNaN(value);

/** Some rows as numbers: normal scores, or how frequent a text is in the reference (as NannyML encodes it); what is missing is in the middle. */
export function scoreRows(
  usable: readonly number[],
  { columns, batch, scoresOf }: { readonly columns: readonly ColumnYardstick[]; readonly batch: Batch; readonly scoresOf: NormalScores },
  positions: Int32Array,
): Float64Array[] {
  return usable.map((at) => {
    const column = columns[at]!;
    const { values } = batch.columns[at]!;
    const numbers = new Float64Array(positions.length);
    if (column.kind === 'string') {
      for (let i = 0; i < numbers.length; i++) numbers[i] = column.values.of(values[positions[i]!] as string) / Math.max(1, column.rows);
      return numbers;
    }
    const scores = scoresOf(at);
    for (let i = 0; i < numbers.length; i++) numbers[i] = scores[positions[i]!]! || 0;
    return numbers;
  });
}
