import type { Batch } from './batch.ts';
import { pickRows } from './pick-rows.ts';

/** A batch and those before it, all of as many rows. */
export interface SameSize {
  readonly rows: number;
  readonly batch: Batch;
  readonly past: readonly Batch[];
  /** Positions of the past batches that were too small to be among them. */
  readonly tooSmall: readonly number[];
}

/** Past batches of fewer rows than this part of the batch's would cost too many of its rows. */
const LEAST = 0.5;
/** Rows that are taken together, so that what follows a row still follows it. */
const BLOCK = 100;

/**
 * Brings a batch and those before it to the size of the smallest: a distance from a reference grows as rows get fewer, so that distances of batches of other
 * sizes say nothing. Those of fewer than half of the batch's rows are left out.
 */
export function sameSize(batch: Batch, past: readonly Batch[]): SameSize {
  const isSmall = ({ rows }: Batch): boolean => rows < LEAST * batch.rows || rows === 0;
  const kept = past.filter((one) => !isSmall(one));
  const rows = Math.min(batch.rows, ...kept.map((one) => one.rows));
  return { rows, batch: takeRows(batch, rows), past: kept.map((one) => takeRows(one, rows)), tooSmall: past.flatMap((one, i) => (isSmall(one) ? [i] : [])) };
}

/** So many rows of a batch, in blocks that are spread evenly over it. */
function takeRows(batch: Batch, rows: number): Batch {
  if (rows >= batch.rows) return batch;
  const blocks = Math.ceil(rows / BLOCK);
  const positions = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const block = Math.floor(row / BLOCK);
    positions[row] = row + (blocks === 1 ? 0 : Math.floor(((batch.rows - rows) * block) / (blocks - 1)));
  }
  return pickRows(batch, positions);
}
