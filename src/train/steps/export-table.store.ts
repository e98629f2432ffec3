import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { openColumns, quoteIdentifier, quoteLiteral } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { type FeatureTable, readFeatureTable } from '../feature-table.ts';

/** Rows written before the file is waited for. */
const SLICE = 4_096;

/**
 * Writes the training rows as files that other languages read. `train` has a 32-bit float column a feature (empty where missing), `label` (of several classes, its name) and `event_at`;
 * `rows` has the raw columns. Which of them is told by the outputs that there are.
 */
export async function exportTable(context: StepContext): Promise<void> {
  const { inputs, outputs } = context;
  const isCsv = context.params['format'] === 'csv';
  const table = await readFeatureTable(inputs['train']![0]!);
  const classes = context.params['classes'] as readonly string[] | undefined;
  const columns = openColumns();
  const write = async (sql: string, path: string): Promise<void> => {
    if (isCsv) await columns.query(`COPY (${sql}) TO ${quoteLiteral(path)} (FORMAT csv, HEADER)`);
    else await columns.copyToParquet(sql, path);
  };
  try {
    if (outputs['train'] !== undefined) {
      const path = `${outputs['train']}.csv`;
      await writeCsv(path, table, classes);
      if (isCsv) await rename(path, outputs['train']);
      else {
        const types = [
          ...table.names.map((name) => `${quoteLiteral(name)}: 'FLOAT'`),
          `'label': '${classes ? 'VARCHAR' : table.labels instanceof Uint8Array ? 'INTEGER' : 'DOUBLE'}'`,
          `'event_at': 'TIMESTAMP'`,
        ].join(', ');
        await write(
          `SELECT * FROM read_csv(${quoteLiteral(path)}, auto_detect = false, header = true, columns = {${types}}, quote = '"', escape = '"', allow_quoted_nulls = false)`,
          outputs['train'],
        );
        await rm(path);
      }
    }
    if (outputs['rows'] !== undefined) {
      const all = (inputs['rows'] ?? []).map(quoteLiteral).join(', ');
      await write(`SELECT * FROM read_parquet([${all}]) LIMIT ${table.rows}`, outputs['rows']);
    }
  } finally {
    await columns.close();
  }
  context.metric('rows exported', table.rows);
}

async function writeCsv(path: string, table: FeatureTable, classes: readonly string[] | undefined): Promise<void> {
  const named = classes?.map((name) => `"${name.replaceAll('"', '""')}"`);
  const file = createWriteStream(path);
  file.write(`${[...table.names, 'label', 'event_at'].map(quoteIdentifier).join(',')}\n`);
  for (let from = 0; from < table.rows; from += SLICE) {
    let lines = '';
    for (let i = from; i < Math.min(from + SLICE, table.rows); i++) {
      for (const column of table.columns) lines += `${Number.isNaN(column[i]!) ? '' : column[i]!},`;
      const label = table.labels[i]!;
      lines += `${named ? named[label] : label},${new Date(table.eventAt[i]!).toISOString().replace('Z', '')}\n`;
    }
    if (!file.write(lines)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}
