import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Columns, openColumns } from '../../store/index.ts';
import { appendColumns } from '../append-column.store.ts';
import { writeFeatureTable } from '../feature-table.ts';
import { exportTable } from './export-table.store.ts';

let folder: string;
let store: Columns;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-table-'));
  store = openColumns();
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

it('keeps every row and every class of a small table, whatever they are called', async () => {
  const classes = ['#bank', "it's", 'a,b', '"', '', 'x\ny'];
  const table = join(folder, 'table');
  const column = Float32Array.of(0, Number.NaN, 2, 3, 4, 5);
  await writeFeatureTable(table, {
    names: ['#n', 'a,"b'],
    rows: 6,
    columns: [column, column],
    eventAt: Float64Array.from(column, (_, i) => i * 1000),
    labels: Float64Array.from([0, 1, 2, 3, 4, 5]),
  });
  const outputs = { train: join(folder, 'train.parquet') };
  await exportTable({ inputs: { train: [table] }, outputs, params: { format: 'parquet', classes }, modules: {}, metric() {}, progress() {}, log() {} });
  const rows = await store.query<Record<string, unknown>>(`SELECT * FROM read_parquet('${outputs.train}')`);
  expect(rows.map((row) => row['label'])).toEqual(classes);
  expect(rows.map((row) => row['a,"b'])).toEqual([0, null, 2, 3, 4, 5]);
  await appendColumns(store, `read_parquet('${outputs.train}')`, [{ name: "it's", values: [1, Number.NaN, Infinity, 1e-7, 0, 6] }], join(folder, 'more.parquet'));
  const more = await store.columnsOf(`SELECT "it's" FROM read_parquet('${join(folder, 'more.parquet')}')`);
  expect(Array.from(more.columns[0] as Float64Array)).toEqual([1, Number.NaN, Infinity, 1e-7, 0, 6]);
});
