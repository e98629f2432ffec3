import type { Digest } from '../kernel/index.ts';
import type { ColumnKind } from './columns.ts';
import type { ContractFailure } from './contract.ts';
import type { DatasetPart } from './dataset.ts';

/** A number of one side and of the other. */
export interface BeforeAfter<T = number> {
  readonly before: T;
  readonly after: T;
}

/** A value and its share of the rows on both sides. */
export interface ValueChange {
  readonly value: string;
  readonly before: number;
  readonly after: number;
}

/** How one column's distribution differs. */
export interface ColumnDiff {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Share of rows that would have to move, over the bins of the side before, missing and unseen values among them; 0..1. */
  readonly totalVariation: number;
  readonly hellinger: number;
  /** Kolmogorov-Smirnov statistic of the exact values; null for texts. */
  readonly kolmogorov: number | null;
  /** Share of rows without a value. */
  readonly missing: BeforeAfter;
  readonly distinct: BeforeAfter;
  /** Of numbers, and of minutes of the day; null for texts. */
  readonly mean: BeforeAfter<number | null>;
  readonly sd: BeforeAfter<number | null>;
  readonly min: BeforeAfter<number | null>;
  readonly max: BeforeAfter<number | null>;
  /** Texts that occur on one side only: how many, and the ten most frequent with their rows. */
  readonly appeared: ValueSet;
  readonly vanished: ValueSet;
  /** The five values whose share changed most. */
  readonly changes: readonly ValueChange[];
}

/** Some values, how many there are, and how many rows hold them. */
export interface ValueSet {
  readonly values: number;
  readonly rows: number;
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** One side of a comparison. */
export interface DiffSide {
  readonly version: Digest;
  readonly number: number;
  readonly rows: number;
  /** What its contract said of the part that it added. */
  readonly verdict: string;
  readonly dropped: number;
  readonly failures: readonly ContractFailure[];
}

/** What changed from one dataset version to another. */
export interface DatasetDiff {
  readonly dataset: string;
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly rows: { readonly added: number; readonly removed: number; readonly kept: number };
  readonly parts: { readonly added: readonly DatasetPart[]; readonly removed: readonly DatasetPart[]; readonly kept: number };
  readonly columns: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly { readonly name: string; readonly before: ColumnKind; readonly after: ColumnKind }[];
  };
  /** When the later version continues the earlier one, its added rows are compared with all that were there before, so that they are not diluted. */
  readonly compared: 'added rows with those before' | 'all rows';
  /** Columns of both sides, most changed first. */
  readonly distributions: readonly ColumnDiff[];
}
