import type { TableSql } from '../table-sql.store.ts';
import type { ColumnCounts, ColumnProfile, TableProfile } from './profile.ts';
import type { NumbersOf } from './profile-numbers.store.ts';

/** What a thread is given: shares of the columns of numbers of files, each to profile, or to count in the bins of a reference. */
export interface NumbersOrder {
  readonly from: TableSql;
  readonly shares: readonly NumbersWork[];
  /** In memory that all threads have: the first share that nobody has taken. */
  readonly next: Int32Array;
}

export type NumbersWork = { readonly profile: Omit<NumbersOf, 'from'> } | { readonly count: TableProfile };

/** The next share that nobody has taken, for whom asks: a number beyond them when there is none. */
export const takeShare = (next: Int32Array): number => Atomics.add(next, 0, 1);

/** What it says of each share that it has done; it says nothing of one that it cannot do, and does no others. */
export interface NumbersShare {
  readonly share: number;
  readonly answer: NumbersAnswer;
}

/** Sketches as bytes: see `encodeProfile`. */
export type NumbersAnswer = { readonly profiles: readonly ColumnProfile[]; readonly sketched: Uint8Array } | { readonly counts: readonly ColumnCounts[] };
