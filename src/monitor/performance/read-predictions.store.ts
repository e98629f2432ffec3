import type { TableSql } from '../../data/index.ts';
import { type Columns, quoteIdentifier } from '../../store/index.ts';
import { monitorErrors } from '../monitor.errors.ts';

/** Which columns of a table say what. */
export interface PredictionColumns {
  readonly label: string;
  /** Scores: of label 1, of each class, or the predicted number. */
  readonly scores: readonly string[];
  readonly predicted?: string;
  readonly group?: string;
  readonly by: readonly string[];
  /** Whether labels are numbers (regression, ranking) or names. */
  readonly numbers: boolean;
}

/** The columns, row by row in the table's order: names as texts with null, numbers with NaN, where a value is missing. */
export interface PredictionRows {
  readonly rows: number;
  readonly labels: Float64Array | readonly (string | null)[];
  readonly scores: readonly Float64Array[];
  readonly predicted: readonly (string | null)[] | null;
  readonly groups: readonly (string | null)[] | null;
  readonly by: readonly { readonly column: string; readonly values: Float64Array | readonly (string | null)[] }[];
}

/** Reads predictions and labels of a table. Throws MONITOR_COLUMNS_MISSING, STORE_TABLE_UNREADABLE. */
export async function readPredictions(columns: Columns, about: { readonly name: string; readonly table: TableSql }, asked: PredictionColumns): Promise<PredictionRows> {
  const described = await columns.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${about.table}`);
  const known = new Map(described.map((column) => [column.column_name, column.column_type]));
  const { label, scores, predicted, group, by } = asked;
  const named = [label, ...scores, ...by, ...[predicted, group].filter((name) => name !== undefined)];
  const missing = [...new Set(named.filter((name) => !known.has(name)))];
  if (missing.length > 0) throw monitorErrors.COLUMNS_MISSING({ table: about.name, columns: missing, known: [...known.keys()] });
  const number = (name: string): string => `TRY_CAST(${quoteIdentifier(name)} AS DOUBLE)`;
  // A truth value and a whole number of another type are the same name: 1, not 1.0 or true.
  const name = (column: string): string => {
    const quoted = quoteIdentifier(column);
    const type = known.get(column)!;
    if (type === 'BOOLEAN') return `CAST(CAST(${quoted} AS TINYINT) AS VARCHAR)`;
    return /^(?:FLOAT|DOUBLE|DECIMAL)/.test(type)
      ? `CASE WHEN ${quoted} = floor(${quoted}) THEN CAST(CAST(${quoted} AS BIGINT) AS VARCHAR) ELSE CAST(${quoted} AS VARCHAR) END`
      : `CAST(${quoted} AS VARCHAR)`;
  };
  const isNumber = (column: string): boolean => /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT)|FLOAT|DOUBLE|DECIMAL)/.test(known.get(column)!);
  const wanted = [
    asked.numbers ? number(label) : name(label),
    ...scores.map(number),
    ...(predicted === undefined ? [] : [name(predicted)]),
    ...(group === undefined ? [] : [name(group)]),
    ...by.map((column) => (isNumber(column) ? number(column) : name(column))),
  ];
  const read = await columns.columnsOf(`SELECT ${wanted.map((sql, i) => `${sql} AS c${i}`).join(', ')} FROM ${about.table}`);
  const rest = [...read.columns];
  const next = <T>(): T => rest.shift() as T;
  return {
    rows: read.rows,
    labels: next(),
    scores: scores.map(() => next<Float64Array>()),
    predicted: predicted === undefined ? null : next(),
    groups: group === undefined ? null : next(),
    by: by.map((column) => ({ column, values: next() })),
  };
}
