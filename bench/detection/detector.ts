import { type Batch, type BatchChange, fitYardstick, judgeBatch, traceBatch } from '../../src/data/index.ts';

/** What a detector says of a batch. */
export interface Alarm {
  /** Nothing, or columns, the worst first, with the kind of change where it tells one. */
  readonly named: readonly { readonly column: string; readonly kind: BatchChange | null }[];
  /** The least p of its tests of some columns, before any correction for the others; where it makes such tests. */
  readonly leastOf?: (columns: readonly string[]) => number;
}

/** Judges a batch: an alarm for each way to read the detector. */
export type Verdict = (batch: Batch) => readonly Alarm[] | Promise<readonly Alarm[]>;

/** Something that learns a reference and then judges batches. */
export interface Detector {
  /** The ways to read what it says, by name; one for most. */
  readonly readings: readonly string[];
  readonly fit: (reference: Batch) => Verdict | Promise<Verdict>;
  /** Milliseconds of CPU that it has taken so far. */
  readonly cpu: () => number;
}

const cpuOfThisProcess = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Capstan with default settings. */
export const CAPSTAN: Detector = {
  readings: ['Capstan'],
  cpu: cpuOfThisProcess,
  fit: (reference) => {
    const yardstick = fitYardstick(reference);
    const leastOf = (batch: Batch, columns: readonly string[]): number =>
      traceBatch(yardstick, batch).reduce((least, { column, other, p }) => (columns.includes(column) || columns.includes(other ?? '') ? Math.min(least, p) : least), 1);
    return (batch) => [{ named: judgeBatch(yardstick, batch).findings.map(({ column, kind }) => ({ column, kind })), leastOf: (columns) => leastOf(batch, columns) }];
  },
};

/** The usual rule, for the harness to catch: a chi-square test of each column at 5 %, uncorrected. */
export const EACH_COLUMN_AT_5_PERCENT: Detector = {
  readings: ['chi-square at 5 % a column'],
  cpu: cpuOfThisProcess,
  fit: (reference) => {
    const yardstick = fitYardstick(reference);
    return (batch) => [{ named: judgeBatch(yardstick, batch).distances.flatMap(({ column, p }) => (p < 0.05 ? [{ column, kind: null }] : [])) }];
  },
};
