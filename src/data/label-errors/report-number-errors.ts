import { findNumberIssues } from '../../stats/index.ts';
import { dataErrors } from '../data.errors.ts';
import { columnOf, numbersOf, type Table, textOf } from '../tables/table.ts';
import { type LabelError, type LabelErrors, OUT_OF_FOLD } from './label-errors.ts';
import type { LabelErrorsOrder } from './report-label-errors.ts';

/** Of less than this share of how numbers vary, a model knows little. */
const KNOWN = 0.3;

/** Finds the numbers of a table that are probably wrong, worst first, from the columns that `OUT_OF_FOLD` names. Throws DATA_TABLE_UNFIT. */
export function reportNumberErrors(table: Table, { label, key, limit = 1_000, source = '' }: Omit<LabelErrorsOrder, 'probabilities'>): LabelErrors {
  const [given, expected, usual] = [label, OUT_OF_FOLD.expected, OUT_OF_FOLD.usual].map((name) => numbersOf(table, name)) as [Float64Array, Float64Array, Float64Array];
  const rows = Uint32Array.from(given.keys()).filter((row) => Number.isFinite(given[row]! - expected[row]!));
  if (rows.length === 0) throw dataErrors.TABLE_UNFIT({ problems: [`no row has a ${label}`] });
  const deviations = Float64Array.from(rows, (row) => (given[row]! - expected[row]!) / Math.max(usual[row]!, Number.MIN_VALUE));
  const found = findNumberIssues(deviations);
  const keys = key === undefined ? undefined : columnOf(table, key);
  const errors = Array.from(found.rows.subarray(0, limit), (i, at): LabelError => {
    const row = rows[i]!;
    const [is, should, by] = [tidy(given[row]!), tidy(expected[row]!, 5), tidy(usual[row]!, 3)];
    return {
      row,
      key: keys === undefined ? null : textOf(keys, row),
      given: is,
      suggested: should,
      confidence: null,
      suggestedConfidence: null,
      score: found.chances[at]!,
      reason: `${should} is expected, where ${by} more or less is usual; ${is} is ${tidy(Math.abs(deviations[i]!), 3)} times as far off`,
    };
  });
  return {
    rows: rows.length,
    unlabelled: table.rows - rows.length,
    found: found.rows.length,
    method: 'deviation',
    rankBy: null,
    probabilities: source,
    caution: cautionOf(
      Float64Array.from(rows, (row) => given[row]!),
      Float64Array.from(rows, (row) => given[row]! - expected[row]!),
    ),
    classes: [],
    errors,
  };
}

/** Where the model knows little of the number, hardly any can be told from what is usual. */
function cautionOf(given: Float64Array, residuals: Float64Array): string | null {
  const middle = median(given);
  const known = 1 - median(residuals.map(Math.abs)) / median(given.map((value) => Math.abs(value - middle)));
  if (!(known < KNOWN)) return null;
  return `the model knows ${(100 * Math.max(0, known)).toFixed(0)} % of how the numbers vary: only what would be strange of any row can be found`;
}

const median = (values: Float64Array): number => values.toSorted()[Math.floor(values.length / 2)]!;
const tidy = (value: number, digits = 6): string => String(Number(value.toPrecision(digits)));
