import { writeFile } from 'node:fs/promises';
import type { Columns, Features, Labelled } from '../../data/index.ts';
import { messageOf } from '../../kernel/index.ts';
import type { StepContext } from '../../work/index.ts';
import { type FeatureTable, writeFeatureTable } from '../feature-table.ts';
import { readRows, toRowObjects } from '../rows.store.ts';
import { trainErrors } from '../train.errors.ts';

/** The index of the first test row: the newest `testFraction` of the rows by event time is kept for the test. */
export const testBoundary = (rows: number, testFraction: number): number => Math.floor(rows * (1 - testFraction));

/**
 * Fits the features on the rows before the test boundary alone, so that the test stays unseen, and transforms all rows.
 * The state is JSON; the table lines up with the rows.
 */
export async function features(context: StepContext): Promise<void> {
  const definition = context.modules['features'] as Features;
  const names = Object.keys(definition.input);
  const raw = await readRows(context.inputs['rows']!, [...names, 'label', 'event_at']);
  const labels = Uint8Array.from(raw.column('label') as Float64Array);
  const rows = toRowObjects(raw, definition.input as Columns);
  const boundary = testBoundary(raw.rows, context.params['testFraction'] as number);
  const labelled = rows.slice(0, boundary).map((row, i) => ({ ...row, label: labels[i] as 0 | 1 }));
  const state = definition.fit(labelled as unknown as Labelled<never>[]);
  const columns = transformRows(definition, rows, state);
  const table: FeatureTable = { names: definition.names, rows: raw.rows, columns, labels, eventAt: raw.column('event_at') as Float64Array };
  await writeFile(context.outputs['state']!, JSON.stringify(state));
  await writeFeatureTable(context.outputs['features']!, table);
  context.log(`${definition.names.length} features of ${raw.rows} rows, fitted on the first ${boundary}`);
}

/** Runs the transform over rows into one column a feature. Throws TRAIN_FEATURES_INVALID when a row gives the wrong number of values. */
export function transformRows(definition: Features, rows: readonly Record<string, unknown>[], state: Parameters<Features['transform']>[1]): Float32Array[] {
  const width = definition.names.length;
  const columns = definition.names.map(() => new Float32Array(rows.length));
  for (let i = 0; i < rows.length; i++) {
    let values: readonly number[];
    try {
      values = definition.transform(rows[i] as never, state);
    } catch (error) {
      throw trainErrors.FEATURES_INVALID({ problems: [`transform threw on row ${i} (${JSON.stringify(rows[i])}): ${messageOf(error)}`] }, { cause: error });
    }
    if (values.length !== width) throw trainErrors.FEATURES_INVALID({ problems: [`transform gave ${values.length} values for ${width} names on row ${i}`] });
    for (let j = 0; j < width; j++) columns[j]![i] = values[j]!;
  }
  return columns;
}
