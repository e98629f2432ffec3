import type { TableSql } from '../../data/index.ts';
import { type Columns, quoteIdentifier } from '../../store/index.ts';
import { monitorErrors } from '../monitor.errors.ts';

/** Types of columns, as DuckDB names them. */
const NUMBER = /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT)|FLOAT|DOUBLE|DECIMAL)/;
const NAME = /^(?:BOOLEAN|VARCHAR|ENUM)/;

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
  /** What errors may depend on; `others` are all other columns of numbers, truth values and texts. @default none */
  readonly features?: 'others' | readonly string[];
  /** A table without the column of labels has none. @default false: it must be there */
  readonly labelMayLack?: boolean;
}

/** A column as it is read: numbers with NaN, or names with null, where a value is missing. */
export interface NamedColumn {
  readonly column: string;
  readonly values: Float64Array | readonly (string | null)[];
}

/** The columns, row by row in the table's order: names as texts with null, numbers with NaN, where a value is missing. */
export interface PredictionRows {
  readonly rows: number;
  readonly labels: Float64Array | readonly (string | null)[];
  readonly scores: readonly Float64Array[];
  readonly predicted: readonly (string | null)[] | null;
  readonly groups: readonly (string | null)[] | null;
  readonly by: readonly NamedColumn[];
  readonly features: readonly NamedColumn[];
}

/** A table as SQL, with its name for messages. */
export interface NamedTable {
  readonly name: string;
  readonly table: TableSql;
}

/** Predictions to measure, and another table, if any, whose labelled rows say how to estimate what has no label. */
export interface EvaluatedSource extends NamedTable {
  readonly reference?: NamedTable;
}

/** Reads both; without another table the reference is the table itself. Throws as `readPredictions`. */
export async function readEvaluated(
  columns: Columns,
  { reference, ...source }: EvaluatedSource,
  asked: PredictionColumns,
): Promise<{ readonly table: PredictionRows; readonly reference: PredictionRows }> {
  const table = await readPredictions(columns, source, { ...asked, labelMayLack: reference !== undefined });
  return { table, reference: reference === undefined ? table : await readPredictions(columns, reference, { ...asked, by: [] }) };
}

/** Reads predictions and labels of a table. Throws MONITOR_COLUMNS_MISSING, STORE_TABLE_UNREADABLE. */
export async function readPredictions(columns: Columns, about: NamedTable, asked: PredictionColumns): Promise<PredictionRows> {
  const described = await columns.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${about.table}`);
  const known = new Map(described.map((column) => [column.column_name, column.column_type]));
  const { label, scores, predicted, group, by } = asked;
  const roles = [label, ...scores, ...[predicted, group].filter((name) => name !== undefined)];
  const others = (): string[] => [...known].filter(([name, type]) => !roles.includes(name) && (NUMBER.test(type) || NAME.test(type))).map(([name]) => name);
  const features = asked.features === 'others' ? others() : (asked.features ?? []);
  const unlabelled = asked.labelMayLack === true && !known.has(label);
  const named = [...roles, ...by, ...features].filter((name) => !(unlabelled && name === label));
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
  const asItIs = (column: string): string => (NUMBER.test(known.get(column)!) ? number(column) : name(column));
  const labels = (): string => (unlabelled ? `CAST(NULL AS ${asked.numbers ? 'DOUBLE' : 'VARCHAR'})` : asked.numbers ? number(label) : name(label));
  const wanted = [
    labels(),
    ...scores.map(number),
    ...(predicted === undefined ? [] : [name(predicted)]),
    ...(group === undefined ? [] : [name(group)]),
    ...[...by, ...features].map(asItIs),
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
    features: features.map((column) => ({ column, values: next() })),
  };
}
