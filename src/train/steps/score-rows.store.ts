import { columnOf, type Columns, fileTable, readTable } from '../../data/index.ts';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { appendColumns } from '../append-column.store.ts';
import { type Labels, readFeatureTable } from '../feature-table.ts';
import { askedIn, openScorer } from '../open-scorer.ts';

/** What `scoreRows` is told. */
interface ScoreRowsParams {
  /** The raw inputs of the features. */
  readonly columns: Columns;
}

/** The name of the column that `scoreRows` adds. */
const SQUARED_ERROR = 'squared error';

/** Writes raw rows with the squared difference between the model's score and the label (Brier; of several classes, half of it summed over them) beside each. */
export async function scoreRows(context: StepContext): Promise<void> {
  const { inputs, outputs, params } = context;
  const features = await readFeatureTable(inputs['features']![0]!);
  const { columns } = params as unknown as ScoreRowsParams;
  const model = await openScorer(inputs['model']![0]!, { features: features.names, columns, ...askedIn(context), python: () => params['python'] });
  const store = openColumns();
  try {
    const from = await fileTable(store, inputs['rows']!);
    const table = await readTable(store, from, Object.keys(columns));
    const scores = await model.score({ features, raw: (name) => columnOf(table, name).values });
    const errors = squaredErrors(scores, features.labels);
    await appendColumns(store, from, [{ name: SQUARED_ERROR, values: errors }], outputs['table']!);
  } finally {
    await store.close();
    await model.close();
  }
}

function squaredErrors(scores: Float64Array, labels: Labels): Float64Array {
  const classes = scores.length / labels.length;
  if (classes === 1) return scores.map((score, row) => (labels[row]! - score) ** 2);
  return Float64Array.from(labels, (label, row) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += (scores[row * classes + k]! - Number(label === k)) ** 2;
    return sum / 2;
  });
}
