import type { StepContext } from '../../work/index.ts';
import { readFeatureTable, sliceTable, writeFeatureTable } from '../feature-table.ts';
import { copyRows } from '../rows.store.ts';
import { testBoundary } from './features.ts';

/** Splits by event time: the newest rows are the test, with their raw values beside them for the gate. */
export async function split(context: StepContext): Promise<void> {
  const table = await readFeatureTable(context.inputs['features']![0]!);
  const boundary = testBoundary(table.rows, context.params['testFraction'] as number);
  await writeFeatureTable(context.outputs['train']!, sliceTable(table, 0, boundary));
  await writeFeatureTable(context.outputs['test']!, sliceTable(table, boundary, table.rows));
  await copyRows(context.inputs['rows']!, context.outputs['testRows']!, { offset: boundary });
  context.metric('train rows', boundary);
  context.metric('test rows', table.rows - boundary);
}
