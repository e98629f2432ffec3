import type { NullChance } from '../../stats/index.ts';
import type { Move } from './tell-move.ts';

/** What can have happened in a batch whose rows are at hand, what explains most first; a closed set. */
export const BATCH_CHANGES = [
  'sentinel',
  'stale',
  'constant',
  'missing',
  'characters',
  'unseen',
  'out_of_range',
  'resolution',
  'order',
  'duplicates',
  'association',
  'joint',
  'drift',
  'mix',
] as const;
export type BatchChange = (typeof BATCH_CHANGES)[number];

/** How it is decided whether an effect is natural: by Student's limit for the next of few values, by ranks among many, or not at all. */
export const HISTORY_RULES = ['student', 'ranks', 'test'] as const;
export type HistoryRule = (typeof HISTORY_RULES)[number];

/** What earlier batches say of an effect. */
export interface Natural {
  /** The largest effect that is natural for them. */
  readonly limit: number;
  readonly rule: HistoryRule;
  /** How many there are. */
  readonly batches: number;
  /** The days of the week that it was compared with, `Saturdays`; null for all. */
  readonly season: string | null;
}

/** A way in which rows are broken that leaves each value usual by itself. */
export type Pattern =
  /** The time between two instants is so many hours too long, or too short. */
  | { readonly hours: number }
  /** Categories have each other's names: what each one was before, and is now. */
  | { readonly names: readonly { readonly before: string; readonly now: string }[] }
  /** Two columns have each other's values. */
  | { readonly places: readonly [string, string] };

/** One test of a batch: what it looked for and what it saw, corrected for the alternatives inside the test, not yet for the other tests. */
export interface Trace {
  readonly kind: BatchChange;
  /** The column, or `*` for whole rows. */
  readonly column: string;
  /** The other column of a pair. */
  readonly other: string | null;
  /** Whether it is of the time from the other to the column, both of them instants. */
  readonly isSpan?: boolean;
  /** Share of rows, or distance. */
  readonly effect: number;
  /** Whether it is a distance, of a kind of which others are shares. */
  readonly isDistance?: boolean;
  /** The same in the reference. */
  readonly usual: number;
  readonly p: number;
  /** How likely the test gives a p of at most `t` in a batch that is more of the reference. */
  readonly chance: NullChance;
  /** The columns beside which its values are judged, of a test of one beside others. */
  readonly beside?: readonly string[];
  /** Whether more of one value of a column of two, which still holds the other: nothing but the other shares of both. */
  readonly ofTwo?: boolean;
  /** The exact value concerned, if one is. */
  readonly value: string | null;
  /** What else it is told as, where that takes a look at the rows. */
  readonly told?: () => Partial<Pick<Trace, 'kind' | 'other' | 'value' | 'effect' | 'usual'>>;
  /** How numbers outside the reference came to lie there. */
  readonly move?: () => Move | null;
  /** How a part of the rows came not to fit, where one way is much likelier than any other; null where none is. */
  readonly pattern?: Pattern | null;
  /** What earlier batches say of it, where there are any. */
  readonly natural?: Natural;
  /** The columns that show it most, of a test of all columns together. */
  readonly among?: () => readonly string[];
  /** Why the test could not be made. */
  readonly silent?: string;
  /** Positions of the suspicious rows in the batch. Called for what is reported only. */
  readonly rows: () => number[];
}

/** The rows for which something holds. */
export function rowsWhere(rows: number, holds: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let row = 0; row < rows; row++) if (holds(row)) found.push(row);
  return found;
}
