import type { Batch } from '../../src/data/index.ts';
import type { Random } from '../../src/kernel/index.ts';

/** A table of rows in the order in which they came, and what a model is to tell of each. */
export interface LabelledBatch {
  readonly batch: Batch;
  /** 0 or 1 a row. */
  readonly labels: Uint8Array;
}

/** Something real or generated that nobody broke. */
export interface DetectionTable {
  readonly name: string;
  readonly about: string;
  readonly load: () => Promise<LabelledBatch>;
}

/** One split of a table: rows to learn from, and where clean batches come from. */
export interface Split {
  readonly reference: LabelledBatch;
  /** Rows that are not in the reference, drawn without replacement, in the order in which they came. */
  readonly draw: (random: Random, rows: number) => LabelledBatch;
}

/** Splits a table at random; batches of one split never share a row with its reference. */
export function splitTable(table: LabelledBatch, random: Random, referenceRows: number): Split {
  const positions = Int32Array.from({ length: table.batch.rows }, (_, i) => i);
  const choose = (from: number, count: number): Int32Array => {
    for (let i = from; i < from + count; i++) {
      const j = i + random.int(positions.length - i);
      [positions[i], positions[j]] = [positions[j]!, positions[i]!];
    }
    return positions.slice(from, from + count).sort();
  };
  const reference = pickLabelled(table, choose(0, referenceRows));
  const rest = positions.slice(referenceRows);
  return {
    reference,
    draw: (of, rows) => {
      for (let i = 0; i < rows; i++) {
        const j = i + of.int(rest.length - i);
        [rest[i], rest[j]] = [rest[j]!, rest[i]!];
      }
      return pickLabelled(table, rest.slice(0, rows).sort());
    },
  };
}

/** The rows at some positions. */
export function pickLabelled({ batch, labels }: LabelledBatch, positions: Int32Array): LabelledBatch {
  const columns = batch.columns.map((column) =>
    column.kind === 'string'
      ? { ...column, values: Array.from(positions, (row) => column.values[row]!) }
      : { ...column, values: Float64Array.from(positions, (row) => column.values[row]!) },
  );
  return { batch: { rows: positions.length, columns }, labels: Uint8Array.from(positions, (row) => labels[row]!) };
}
