import { fileTable, OUT_OF_FOLD } from '../../data/index.ts';
import { readFile } from 'node:fs/promises';
import { seededRandom } from '../../kernel/index.ts';
import { loadModel } from '../../model/index.ts';
import type { Asked } from '../../scope/index.ts';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { type AppendedColumn, appendColumns } from '../append-column.store.ts';
import { expectNumbers } from '../expect-numbers.ts';
import { type FeatureTable, readFeatureTable } from '../feature-table.ts';
import { type OwnTrainerDefinition, trainModel } from '../trainers/index.ts';
import { askedIn, scoreTable } from '../open-scorer.ts';

/** What `outOfFold` is told. */
interface OutOfFoldParams {
  readonly trainer: OwnTrainerDefinition;
  readonly folds: number;
  readonly seed: number;
}

/** Writes rows with what a model that was trained on the other folds says of each (k-fold cross-validation, Stone, JRSS-B 1974): the columns of `OUT_OF_FOLD`. */
export async function outOfFold(context: StepContext): Promise<void> {
  const { inputs, params, progress } = context;
  const { trainer, folds, seed } = params as unknown as OutOfFoldParams;
  const table = await readFeatureTable(inputs['features']![0]!);
  // What is asked of a table that is no training's, its encoding says.
  const asked = inputs['asked'] === undefined ? askedIn(context) : (JSON.parse(await readFile(inputs['asked'][0]!, 'utf8')) as Asked);
  if (asked.task === 'regression') {
    const { expected, usual } = await expectNumbers(table, { folds, seed });
    return append(context, [
      { name: OUT_OF_FOLD.expected, values: expected },
      { name: OUT_OF_FOLD.usual, values: usual },
    ]);
  }
  const width = asked.classes?.length ?? 1;
  const foldOf = drawFolds(Uint8Array.from(table.labels), folds, seed);
  const probabilities = Array.from({ length: width }, () => new Float64Array(table.rows));
  for (let fold = 0; fold < folds; fold++) {
    const [others, own] = [rowsWhere(foldOf, (one) => one !== fold), rowsWhere(foldOf, (one) => one === fold)];
    const learnt = takeRows(table, others);
    const { onnx } = await trainModel(trainer, { features: table.names, rows: learnt.rows, columns: learnt.columns, labels: Uint8Array.from(learnt.labels) }, { seed, ...asked });
    const model = await loadModel(onnx, { features: table.names, ...(asked.classes && { classes: asked.classes }) });
    try {
      const scores = await scoreTable(model, takeRows(table, own));
      own.forEach((row, i) => probabilities.forEach((values, k) => (values[row] = scores[i * width + k]!)));
    } finally {
      await model.close();
    }
    progress((fold + 1) / folds);
  }
  const told = probabilities.map((values, k): AppendedColumn => ({ name: asked.classes ? `${OUT_OF_FOLD.each}${asked.classes[k]!}` : OUT_OF_FOLD.one, values }));
  await append(context, told);
}

async function append({ inputs, outputs }: StepContext, told: readonly AppendedColumn[]): Promise<void> {
  const store = openColumns();
  try {
    await appendColumns(store, await fileTable(store, inputs['rows']!), told, outputs['table']!);
  } finally {
    await store.close();
  }
}

/** The fold of each row, drawn within each label, so that every fold has its share of the rare one. */
function drawFolds(labels: Uint8Array, folds: number, seed: number): Uint8Array {
  const random = seededRandom(`folds/${seed}`);
  const foldOf = new Uint8Array(labels.length);
  for (const label of new Set(labels)) {
    const rows = rowsWhere(labels, (one) => one === label);
    for (let i = rows.length - 1; i > 0; i--) {
      const j = random.int(i + 1);
      [rows[i], rows[j]] = [rows[j]!, rows[i]!];
    }
    rows.forEach((row, i) => (foldOf[row] = i % folds));
  }
  return foldOf;
}

function rowsWhere(of: Uint8Array, holds: (value: number) => boolean): Int32Array {
  const rows = new Int32Array(of.length);
  let size = 0;
  for (let row = 0; row < of.length; row++) if (holds(of[row]!)) rows[size++] = row;
  return rows.subarray(0, size);
}

const takeRows = (table: FeatureTable, rows: Int32Array): FeatureTable => ({
  names: table.names,
  rows: rows.length,
  columns: table.columns.map((column) => Float32Array.from(rows, (row) => column[row]!)),
  labels: Uint8Array.from(rows, (row) => table.labels[row]!),
  eventAt: Float64Array.from(rows, (row) => table.eventAt[row]!),
});
