import { type Batch, type BatchChange, fitYardstick, judgeBatch } from '../../src/data/index.ts';

/** What a detector says of a batch: nothing, or columns, the worst first, with the kind of change where it tells one. */
export type Alarm = readonly { readonly column: string; readonly kind: BatchChange | null }[];

/** Something that learns a reference and then judges batches. */
export interface Detector {
  readonly name: string;
  readonly fit: (reference: Batch) => (batch: Batch) => Alarm;
}

/** Capstan with default settings. */
export const CAPSTAN: Detector = {
  name: 'Capstan',
  fit: (reference) => {
    const yardstick = fitYardstick(reference);
    return (batch) => judgeBatch(yardstick, batch).findings.map(({ column, kind }) => ({ column, kind }));
  },
};

/** The usual rule, for the harness to catch: a chi-square test of each column at 5 %, uncorrected. */
export const EACH_COLUMN_AT_5_PERCENT: Detector = {
  name: 'chi-square at 5 % a column',
  fit: (reference) => {
    const yardstick = fitYardstick(reference);
    return (batch) => judgeBatch(yardstick, batch).distances.flatMap(({ column, p }) => (p < 0.05 ? [{ column, kind: null }] : []));
  },
};
