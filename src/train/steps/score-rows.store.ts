import { readFile } from 'node:fs/promises';
import { fileTable } from '../../data/index.ts';
import { loadModel } from '../../model/index.ts';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { appendColumn } from '../append-column.store.ts';
import { readFeatureTable } from '../feature-table.ts';
import { scoreTable } from '../open-scorer.ts';

/** The name of the column that `scoreRows` adds. */
export const SQUARED_ERROR = 'squared error';

/** Writes raw rows with the squared difference between the model's score and the label (Brier) beside each. */
export async function scoreRows({ inputs, outputs }: StepContext): Promise<void> {
  const table = await readFeatureTable(inputs['features']![0]!);
  const model = await loadModel(await readFile(inputs['model']![0]!), { features: table.names });
  const store = openColumns();
  try {
    const scores = await scoreTable(model, table);
    const errors = scores.map((score, row) => (table.labels[row]! - score) ** 2);
    await appendColumn(store, fileTable(inputs['rows']!), { name: SQUARED_ERROR, values: errors }, outputs['table']!);
  } finally {
    await store.close();
    await model.close();
  }
}
