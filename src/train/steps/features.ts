import { writeFile } from 'node:fs/promises';
import type { Columns, Features, Labelled } from '../../data/index.ts';
import { type JsonValue, messageOf } from '../../kernel/index.ts';
import type { StepContext } from '../../work/index.ts';
import type { Asked } from '../../scope/index.ts';
import { type FeatureTable, type Labels, writeFeatureTable } from '../feature-table.ts';
import { askedIn } from '../open-scorer.ts';
import { type RawTable, readRows, toRowObjects } from '../rows.store.ts';
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
  const labels = readLabels(raw.column('label'), askedIn(context));
  const rows = toRowObjects(raw, definition.input as Columns);
  const boundary = testBoundary(raw.rows, context.params['testFraction'] as number);
  const labelled = rows.slice(0, boundary).map((row, i) => ({ ...row, label: labels[i]! }));
  const state = fitFeatures(definition, labelled);
  const columns = transformRows(definition, rows, state);
  const table: FeatureTable = { names: definition.names, rows: raw.rows, columns, labels, eventAt: raw.column('event_at') as Float64Array };
  await writeFile(context.outputs['state']!, JSON.stringify(state));
  await writeFeatureTable(context.outputs['features']!, table);
  context.log(`${definition.names.length} features of ${raw.rows} rows, fitted on the first ${boundary}`);
}

/** Of several classes, labels are places in the order of their names. */
function readLabels(outcomes: ReturnType<RawTable['column']>, { task, classes }: Asked): Labels {
  if (classes) {
    const places = new Map(classes.map((name, k) => [name, k]));
    return Uint8Array.from(outcomes as readonly string[], (name) => places.get(name)!);
  }
  return task === 'regression' ? Float64Array.from(outcomes as Float64Array) : Uint8Array.from(outcomes as Float64Array);
}

/** Runs `fit` over the training rows. Throws TRAIN_FEATURES_INVALID when it throws, or gives nothing that JSON can keep. */
function fitFeatures(definition: Features, rows: readonly object[]): JsonValue {
  let text: string | undefined;
  try {
    text = JSON.stringify(definition.fit(rows as unknown as Labelled<never>[]));
  } catch (error) {
    throw trainErrors.FEATURES_INVALID({ problems: [`fit threw on ${rows.length} rows: ${messageOf(error)}`] }, { cause: error });
  }
  if (text === undefined) throw trainErrors.FEATURES_INVALID({ problems: ['fit gave no state; return something that JSON can keep, null at least'] });
  // Through JSON, so that training transforms with what serving will have.
  return JSON.parse(text) as JsonValue;
}

/** Runs the transform over rows into one column a feature. Throws TRAIN_FEATURES_INVALID when it throws on a row, or a row does not give one number a name. */
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
    const problem = problemOf(values, definition.names);
    if (problem) throw trainErrors.FEATURES_INVALID({ problems: [`transform gave ${problem} on row ${i} (${JSON.stringify(rows[i])})`] });
    for (let j = 0; j < width; j++) columns[j]![i] = values[j]!;
  }
  return columns;
}

function problemOf(values: unknown, names: readonly string[]): string | undefined {
  if (!Array.isArray(values)) return 'no list of numbers';
  if (values.length !== names.length) return `${values.length} values for ${names.length} names`;
  const wrong = values.findIndex((value) => typeof value !== 'number');
  return wrong < 0 ? undefined : `${JSON.stringify(values[wrong]) ?? 'undefined'} for ${names[wrong]} (a missing number is NaN)`;
}
