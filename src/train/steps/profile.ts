import { readFile, writeFile } from 'node:fs/promises';
import { type ColumnKind, type Columns, type Countable, profileValues } from '../../data/index.ts';
import { loadModel } from '../../model/index.ts';
import type { StepContext } from '../../work/index.ts';
import type { ReferenceProfile } from '../candidate.ts';
import { everyNth, readFeatureTable } from '../feature-table.ts';
import { measureVariation } from '../measure-variation.ts';
import { readRows } from '../rows.store.ts';
import { scoreTable } from './evaluate.ts';

/** Rows whose score is profiled: evenly spread, enough for a distribution and its days, and scoring is the dearest part. */
const SCORED_ROWS = 50_000;

/** Profiles what the model was made from: raw inputs, features and its own score, each with its natural variation from day to day. */
export async function profile(context: StepContext): Promise<void> {
  const definitions = context.params['columns'] as unknown as Columns;
  const table = await readFeatureTable(context.inputs['features']![0]!);
  const raw = await readRows(context.inputs['rows']!, Object.keys(definitions));
  const model = await loadModel(await readFile(context.inputs['model']![0]!), { features: table.names });
  try {
    const describe = (name: string, kind: ColumnKind, values: Float64Array | Float32Array | readonly (string | null)[], eventAt = table.eventAt) => {
      const column = profileValues({ name, kind, values });
      return { column, natural: measureVariation(column, values as ArrayLike<Countable>, eventAt) };
    };
    const inputs = Object.entries(definitions).map(([name, { kind }]) => describe(name, kind, raw.column(name)));
    const features = table.names.map((name, j) => describe(name, 'number', table.columns[j]!));
    const scored = everyNth(table, Math.ceil(table.rows / SCORED_ROWS));
    const score = describe('score', 'number', await scoreTable(model, scored), scored.eventAt);
    const reference: ReferenceProfile = {
      inputs: { rows: table.rows, columns: inputs.map((one) => one.column) },
      features: { rows: table.rows, columns: features.map((one) => one.column) },
      score: score.column,
      natural: [...inputs, ...features, score].map((one) => one.natural),
    };
    await writeFile(context.outputs['reference']!, JSON.stringify(reference));
  } finally {
    await model.close();
  }
}
