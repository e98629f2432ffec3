import type { Batch } from './batch.ts';
import { type Coding, codingOf, compactCodes } from './codings.ts';
import { type Dependency, fitDependencies } from './fit-dependencies.ts';
import { type Exchange, fitExchanges } from './fit-exchanges.ts';
import { type Expectation, fitExpectations } from './fit-expectations.ts';
import { fitJoint, type JointYardstick } from './fit-joint.ts';
import { fitNumbers } from './fit-numbers.ts';
import { fitPairs, type PairYardstick } from './fit-pairs.ts';
import { fitRelations, type Relation } from './fit-relations.ts';
import { fitTexts } from './fit-texts.ts';
import { fitTrades, type Trades } from './fit-trades.ts';
import { normalScores } from './normal-scores.ts';
import { codeColumn, type ColumnYardstick, hasCodes } from './pair-codes.ts';
import { placeNumbers } from './place-numbers.ts';
import { rowKeys } from './row-keys.ts';
import { type Matches, ValueCounts } from './value-counts.ts';

/** Part of what names a yardstick that is stored: raise it when the same rows teach something else. */
export const BATTERY = 13;

/** What batches are compared with: all that the tests need to know of a reference, learned once. */
export interface Yardstick {
  readonly rows: number;
  readonly columns: readonly ColumnYardstick[];
  readonly pairs: readonly PairYardstick[];
  readonly codings: readonly Coding[];
  readonly expectations: readonly Expectation[];
  readonly dependencies: readonly Dependency[];
  readonly relations: readonly Relation[];
  readonly exchanges: readonly Exchange[];
  readonly trades: readonly Trades[];
  /** How columns go together; null of few rows. */
  readonly joint: JointYardstick | null;
  /** Rows that are alike, and how often each row occurs, by its key. */
  readonly matches: Matches;
  readonly keys: ValueCounts<number>;
}

/** Learns a reference. Rows in the order in which they came: what keeps an order, or stays the same from row to row, is told by it. */
export function fitYardstick(reference: Batch): Yardstick {
  const columns = reference.columns.map((column) => (column.kind === 'string' ? fitTexts(column) : fitNumbers(column)));
  const placed = columns.map((column, i) => placeNumbers(column, reference.columns[i]!));
  const codes = columns.map((column, i) => (hasCodes(column) ? codeColumn(column, reference.columns[i]!, placed[i]) : null));
  const codings = columns.flatMap((column, i) => (hasCodes(column) ? [codingOf(column, i)] : []));
  const few = new Map(codings.map((coding) => [coding.column, compactCodes(coding, codes[coding.column]!, reference.columns[coding.column]!)]));
  const expectations = fitExpectations(columns, codings, few);
  const keys = countRows(reference);
  const scoresOf = normalScores(columns, reference, placed);
  return {
    rows: reference.rows,
    columns,
    codings,
    expectations,
    pairs: fitPairs(columns, codes),
    dependencies: fitDependencies(columns, reference, codes),
    relations: fitRelations(columns, reference, scoresOf),
    exchanges: fitExchanges(columns, codings, { codes, few, placed }),
    trades: fitTrades(columns, codings, few),
    joint: fitJoint(columns, reference, { codes, scoresOf }),
    matches: keys.matches(),
    keys,
  };
}

/** How often each row of a batch occurs, by its key. */
export function countRows(batch: Batch): ValueCounts<number> {
  const keys = new ValueCounts<number>();
  for (const key of rowKeys(batch)) keys.add(key);
  return keys;
}
