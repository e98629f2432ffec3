import { columnOf, describeTable, fileTable, readTable, requireColumns, type TableColumn, textOf } from '../../data/index.ts';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { writeFeatureTable } from '../feature-table.ts';
import { trainErrors } from '../train.errors.ts';

/** What `encodeTable` is told. */
interface EncodeParams {
  readonly label: string;
  /** By which the label is to be told. @default all others that are not ignored */
  readonly columns?: readonly string[];
  readonly ignore?: readonly string[];
}

const HOUR = 3_600_000;

/**
 * Makes model input of any table with two labels, for trees: numbers as they are, texts by the rank of how frequent they are, instants by themselves, the hour and the day of
 * the week. The greater of the labels is 1. Throws TRAIN_TABLE_UNFIT, DATA_TABLE_UNFIT.
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
    const labels = encodeLabels(columnOf(table, label), table.rows);
    const encoded = table.columns.filter(({ name }) => name !== label).flatMap(encodeColumn);
    const [names, values] = [encoded.map((one) => one.name), encoded.map((one) => one.values)];
    await writeFeatureTable(outputs['features']!, { names, rows: table.rows, columns: values, labels, eventAt: new Float64Array(table.rows) });
  } finally {
    await store.close();
  }
}

function encodeLabels(column: TableColumn, rows: number): Uint8Array {
  const texts = Array.from({ length: rows }, (_, row) => textOf(column, row));
  const classes = [...new Set(texts)].sort((a, b) => (Number.isNaN(Number(a) - Number(b)) ? (String(a) < String(b) ? -1 : 1) : Number(a) - Number(b)));
  if (texts.includes(null)) throw trainErrors.TABLE_UNFIT({ problems: [`${column.name} is missing in some rows`] });
  if (classes.length !== 2) throw trainErrors.TABLE_UNFIT({ problems: [`${column.name} has ${classes.length} different values; probabilities are made for two labels only`] });
  return Uint8Array.from(texts, (text) => Number(text === classes[1]));
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
