import { readFile } from 'node:fs/promises';
import type { Columns } from '../data/index.ts';
import type { JsonValue } from '../kernel/index.ts';
import { type ColumnValues, isPacked, loadModel, type MlflowModel, type MlflowOptions, type Model, openMlflowModel } from '../model/index.ts';
import type { Asked } from '../scope/index.ts';
import type { FoundPython, StepContext } from '../work/index.ts';
import type { FeatureTable } from './feature-table.ts';
import { trainErrors } from './train.errors.ts';

/** Rows to score: their features, and their raw columns by name. */
export interface ScorableRows {
  readonly features: FeatureTable;
  raw(name: string): ColumnValues;
}

/** A model of any kind that scores rows. */
export interface Scorer {
  /** Of several classes, all probabilities of a row after those of the row before, in the order of the classes. */
  score(rows: ScorableRows): Promise<Float64Array>;
  close(): Promise<void>;
}

/** What a model can be given, and what runs it when it is not ONNX. */
export interface ScorerOptions extends Asked {
  readonly features: readonly string[];
  /** The raw columns. */
  readonly columns: Columns;
  /** Asked only when Python is needed: what it is counts for what comes of it. */
  python(): JsonValue | undefined;
}

/** Opens a model that a step wrote: ONNX here, a packed one of MLflow in Python. Throws what `loadModel` and `openMlflowModel` throw; scoring throws TRAIN_PYTHON_MISSING. */
export async function openScorer(file: string, options: ScorerOptions): Promise<Scorer> {
  if (await isPacked(file)) {
    const model = await openPackedModel(file, options);
    return { score: ({ features, raw }) => scoreColumns(model, features, raw), close: () => model.close() };
  }
  const model = await loadModel(await readFile(file), { features: options.features, ...(options.classes && { classes: options.classes }) });
  return { score: ({ features }) => scoreTable(model, features), close: () => model.close() };
}

/** A packed model of MLflow, with the project's interpreter. */
export async function openPackedModel(file: string, options: ScorerOptions): Promise<MlflowModel> {
  const python = (): FoundPython => {
    const found = options.python() as unknown as FoundPython | null | undefined;
    if (!found) throw trainErrors.PYTHON_MISSING({});
    return found;
  };
  return openMlflowModel(file, { python, offered: { features: options.features, inputs: options.columns }, answers: answersOf(options) });
}

/** What a step is told that models are asked for. */
export function askedIn({ params }: Pick<StepContext, 'params'>): Asked {
  const { task, classes } = params as unknown as Asked;
  return { task, ...(classes && { classes }) };
}

/** What the scores of a model of MLflow are where this is asked for. */
export const answersOf = ({ task, classes }: Asked): NonNullable<MlflowOptions['answers']> => (classes ? { classes } : task === 'regression' ? 'number' : 'probability');

/** Scores rows with a model of MLflow, each column from where the model takes it. */
export function scoreColumns(model: MlflowModel, features: FeatureTable, raw: (name: string) => ColumnValues): Promise<Float64Array> {
  const columns = model.columns.map(({ name, from }) => (from === 'features' ? features.columns[features.names.indexOf(name)]! : raw(name)));
  return model.predict({ count: features.rows, columns });
}

export async function scoreTable(model: Model, table: FeatureTable): Promise<Float64Array> {
  const width = table.names.length;
  const rows = new Float32Array(table.rows * width);
  table.columns.forEach((column, j) => {
    for (let i = 0; i < table.rows; i++) rows[i * width + j] = column[i]!;
  });
  return model.predictBatch(rows, table.rows);
}
