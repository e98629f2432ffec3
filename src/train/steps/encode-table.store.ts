import { columnOf, describeTable, fileTable, readTable, requireColumns, type TableColumn, textOf } from '../../data/index.ts';
import { writeFile } from 'node:fs/promises';
import type { Asked } from '../../scope/index.ts';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { type Labels, writeFeatureTable } from '../feature-table.ts';
import { trainErrors } from '../train.errors.ts';

/** What `encodeTable` is told. */
interface EncodeParams {
  readonly label: string;
  /** By which the label is to be told. @default all others that are not ignored */
  readonly columns?: readonly string[];
  readonly ignore?: readonly string[];
}

const HOUR = 3_600_000;
/** As many as a scope may name. */
const MOST_CLASSES = 50;

/**
 * Makes model input of any table with labels, for trees: numbers as they are, texts by the rank of how frequent they are, instants by themselves, the hour and the day of
 * the week. Of two labels the greater is 1; numbers that are not whole, or many, are no classes. `asked` says what the labels are. Throws TRAIN_TABLE_UNFIT, DATA_TABLE_UNFIT.
 */
export async function encodeTable({ inputs, outputs, params }: StepContext): Promise<void> {
  const { label, columns, ignore = [] } = params as unknown as EncodeParams;
  const store = openColumns();
  try {
    const from = await fileTable(store, inputs['table']!);
    const available = [...(await describeTable(store, from)).keys()];
    requireColumns(available, [label, ...(columns ?? []), ...ignore]);
    const used = columns ?? available.filter((name) => name !== label && !ignore.includes(name));
    const table = await readTable(store, from, [...new Set([...used, label])]);
    const { labels, asked } = encodeLabels(columnOf(table, label), table.rows);
    const encoded = table.columns.filter(({ name }) => name !== label).flatMap(encodeColumn);
    const [names, values] = [encoded.map((one) => one.name), encoded.map((one) => one.values)];
    await writeFeatureTable(outputs['features']!, { names, rows: table.rows, columns: values, labels, eventAt: new Float64Array(table.rows) });
    await writeFile(outputs['asked']!, JSON.stringify(asked));
  } finally {
    await store.close();
  }
}

function encodeLabels(column: TableColumn, rows: number): { readonly labels: Labels; readonly asked: Asked } {
  const texts = Array.from({ length: rows }, (_, row) => textOf(column, row));
  const classes = [...new Set(texts)].sort((a, b) => (Number.isNaN(Number(a) - Number(b)) ? (String(a) < String(b) ? -1 : 1) : Number(a) - Number(b)));
  if (texts.includes(null)) throw trainErrors.TABLE_UNFIT({ problems: [`${column.name} is missing in some rows`] });
  const { values } = column;
  if (values instanceof Float64Array && column.family === 'number' && (classes.length > MOST_CLASSES || !values.every(Number.isInteger)))
    return { labels: values, asked: { task: 'regression' } };
  if (classes.length < 2 || classes.length > MOST_CLASSES)
    throw trainErrors.TABLE_UNFIT({ problems: [`${column.name} has ${classes.length} different values; probabilities are made for 2 to ${MOST_CLASSES} classes`] });
  const place = new Map(classes.map((name, k) => [name, k]));
  const labels = Uint8Array.from(texts, (text) => place.get(text)!);
  return { labels, asked: classes.length === 2 ? { task: 'binary' } : { task: 'multiclass', classes: classes as string[] } };
}

function encodeColumn({ name, family, values }: TableColumn): { readonly name: string; readonly values: Float32Array }[] {
  if (!(values instanceof Float64Array)) {
    const counts = new Map<string, number>();
    for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    const rank = new Map([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value], i) => [value, i]));
    return [{ name, values: Float32Array.from(values, (value) => (value === null ? NaN : rank.get(value)!)) }];
  }
  const whole = { name, values: Float32Array.from(values) };
  if (family !== 'timestamp') return [whole];
  // Days since 1970 and a part of one keep their digits in 32 bits where milliseconds do not.
  const days = { name, values: Float32Array.from(values, (at) => at / (24 * HOUR)) };
  const hours = { name: `hour of ${name}`, values: Float32Array.from(values, (at) => Math.floor(at / HOUR) % 24) };
  return [days, hours, { name: `weekday of ${name}`, values: Float32Array.from(values, (at) => Math.floor(at / (24 * HOUR) + 3) % 7) }];
}
