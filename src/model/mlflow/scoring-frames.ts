import { setOwn } from '../../kernel/index.ts';
import type { ColumnPlan } from './plan-columns.ts';

/** The values of one column: numbers, texts, truths, instants in ms; null, undefined or NaN for missing. */
export type ColumnValues = ArrayLike<string | number | boolean | null | undefined>;

/** Rows to score: the values of each planned column, in their order. */
export interface RowsToScore {
  /** The first row. @default 0 */
  readonly from?: number;
  readonly count: number;
  readonly columns: readonly ColumnValues[];
}

/** What the program says: that it is ready and how it asks, scores, or what went wrong. */
export type ScoringAnswer =
  | { readonly ready: string }
  | { readonly scores: Float64Array }
  /** The model answers, but not with a probability of label 1. */
  | { readonly refused: string }
  /** The model, or the library that runs it, threw. */
  | { readonly failed: string; readonly at: readonly string[] };

const LENGTHS = 8;

/** One question for rows of one or several callers, as `score.py` reads it. */
export function encodeQuestion(plan: ColumnPlan, parts: readonly RowsToScore[]): Buffer {
  const rows = parts.reduce((sum, part) => sum + part.count, 0);
  const texts: Record<string, (string | null)[]> = {};
  const numbers = new Float64Array(rows * plan.columns.filter(({ type }) => type !== 'string').length);
  let at = 0;
  plan.columns.forEach(({ name, type }, column) => {
    const list: (string | null)[] = [];
    for (const part of parts) {
      const { from = 0, count } = part;
      const values = part.columns[column]!;
      for (let row = from; row < from + count; row++) {
        const value = values[row] ?? null;
        if (type === 'string') list.push(value === null ? null : String(value));
        else numbers[at++] = value === null ? Number.NaN : Number(value);
      }
    }
    if (type === 'string') setOwn(texts, name, list);
  });
  const columns = plan.columns.map(({ name, type }) => ({ name, type }));
  const header = Buffer.from(JSON.stringify({ rows, columns, texts, ...(plan.matrix !== undefined && { matrix: plan.matrix }) }));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(header.length, 0);
  lengths.writeUInt32LE(numbers.byteLength, 4);
  return Buffer.concat([lengths, header, Buffer.from(numbers.buffer)]);
}

/** Takes answers out of a stream of bytes, however it is cut. */
export function createAnswerReader(onAnswer: (answer: ScoringAnswer) => void): (piece: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (piece) => {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    while (held.length >= LENGTHS) {
      const [header, payload] = [held.readUInt32LE(0), held.readUInt32LE(4)];
      const end = LENGTHS + header + payload;
      if (held.length < end) return;
      const said = JSON.parse(held.toString('utf8', LENGTHS, LENGTHS + header)) as Exclude<ScoringAnswer, { scores: unknown }> | { scores: number };
      onAnswer('scores' in said ? { scores: readNumbers(held.subarray(LENGTHS + header, end)) } : said);
      held = held.subarray(end);
    }
  };
}

/** A copy: the bytes need not lie where numbers may begin. */
function readNumbers(bytes: Buffer): Float64Array {
  const numbers = new Float64Array(bytes.length / 8);
  bytes.copy(new Uint8Array(numbers.buffer));
  return numbers;
}
