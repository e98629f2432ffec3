import type { TableSql } from '../table-sql.store.ts';
import type { ColumnCounts, ColumnProfile, TableProfile } from './profile.ts';
import type { ValuesOf } from './read-values.store.ts';

/** What a thread is started with: columns of numbers of files to profile, or to count in the bins of a reference. */
export type NumbersOrder = { readonly from: TableSql; readonly memory: string } & NumbersWork;
export type NumbersWork = { readonly profile: ValuesOf['columns'] } | { readonly count: TableProfile };

/** What it says at its end; it says nothing when it cannot. Sketches as bytes: see `encodeProfile`. */
export type NumbersAnswer = { readonly profiles: readonly ColumnProfile[]; readonly sketched: Uint8Array } | { readonly counts: readonly ColumnCounts[] };
