import { columnOf, type Columns, fileTable, readTable } from '../../data/index.ts';
import { openColumns } from '../../store/index.ts';
import type { ServedTask } from '../../scope/index.ts';
import type { StepContext } from '../../work/index.ts';
import { appendColumn } from '../append-column.store.ts';
import { readFeatureTable } from '../feature-table.ts';
import { openScorer } from '../open-scorer.ts';

/** What `scoreRows` is told. */
interface ScoreRowsParams {
  /** The raw inputs of the features. */
  readonly columns: Columns;
}

/** The name of the column that `scoreRows` adds. */
const SQUARED_ERROR = 'squared error';

/** Writes raw rows with the squared difference between the model's score and the label (Brier) beside each. */
export async function scoreRows({ inputs, outputs, params }: StepContext): Promise<void> {
  const features = await readFeatureTable(inputs['features']![0]!);
  const { columns } = params as unknown as ScoreRowsParams;
  const model = await openScorer(inputs['model']![0]!, { features: features.names, columns, task: params['task'] as ServedTask, python: () => params['python'] });
  const store = openColumns();
  try {
    const from = await fileTable(store, inputs['rows']!);
    const table = await readTable(store, from, Object.keys(columns));
    const scores = await model.score({ features, raw: (name) => columnOf(table, name).values });
    const errors = scores.map((score, row) => (features.labels[row]! - score) ** 2);
    await appendColumn(store, from, { name: SQUARED_ERROR, values: errors }, outputs['table']!);
  } finally {
    await store.close();
    await model.close();
  }
}
