import { writeFile } from 'node:fs/promises';
import { type ColumnKind, type Columns, type Countable, profileValues } from '../../data/index.ts';
import { calendarOf, UTC } from '../../kernel/index.ts';
import { mostProbable } from '../../stats/index.ts';
import type { StepContext } from '../../work/index.ts';
import { columnOfClass, type ReferenceProfile } from '../candidate.ts';
import { everyNth, readFeatureTable } from '../feature-table.ts';
import { measureVariation } from '../measure-variation.ts';
import { askedIn, openScorer } from '../open-scorer.ts';
import { profileSegments, type ValuedColumn } from '../profile-segments.ts';
import { encodeReference } from '../reference-bytes.ts';
import { readRows } from '../rows.store.ts';

/** Rows whose score is profiled: evenly spread, enough for a distribution and its days, and scoring is the dearest part. */
const SCORED_ROWS = 50_000;

/** Profiles what the model was made from: raw inputs, features and its own score, each with its natural variation from day to day; and the same of the segments that are watched. */
export async function profile(context: StepContext): Promise<void> {
  const definitions = context.params['columns'] as unknown as Columns;
  const timeZone = context.params['timeZone'] as string | undefined;
  const calendar = calendarOf(timeZone ?? UTC.timeZone);
  const watched = (context.params['segments'] ?? []) as readonly string[];
  const table = await readFeatureTable(context.inputs['features']![0]!);
  const raw = await readRows(context.inputs['rows']!, Object.keys(definitions));
  const asked = askedIn(context);
  const model = await openScorer(context.inputs['model']![0]!, {
    features: table.names,
    columns: definitions,
    ...asked,
    python: () => context.params['python'],
  });
  try {
    const describe = (name: string, kind: ColumnKind, values: Float64Array | Float32Array | readonly (string | null)[], eventAt = table.eventAt) => {
      const column = profileValues({ name, kind, values });
      return { column, natural: measureVariation(column, values as ArrayLike<Countable>, eventAt, calendar), values: values as ArrayLike<Countable>, eventAt };
    };
    const inputs = Object.entries(definitions).map(([name, { kind }]) => describe(name, kind, raw.column(name)));
    const features = table.names.map((name, j) => describe(name, 'number', table.columns[j]!));
    const stride = Math.ceil(table.rows / SCORED_ROWS);
    const scored = everyNth(table, stride);
    const scores = await model.score({ features: scored, raw: (name) => Array.from<string | number | null>(raw.column(name)).filter((_, i) => i % stride === 0) });
    const [score, ...byClass] = answersOf(scores, asked.classes).map(({ name, kind, values }) => describe(name, kind, values, scored.eventAt)) as [
      ReturnType<typeof describe>,
      ...ReturnType<typeof describe>[],
    ];
    const valued = ({ column, values, eventAt }: ReturnType<typeof describe>, every = 1): ValuedColumn => ({ profile: column, values, eventAt, stride: every });
    const columns = {
      inputs: inputs.map((one) => valued(one)),
      features: features.map((one) => valued(one)),
      score: valued(score, stride),
      classes: byClass.map((one) => valued(one, stride)),
    };
    const reference: ReferenceProfile = {
      inputs: { rows: table.rows, columns: inputs.map((one) => one.column) },
      features: { rows: table.rows, columns: features.map((one) => one.column) },
      score: score.column,
      ...(byClass.length > 0 && { classes: byClass.map((one) => one.column) }),
      ...(timeZone !== undefined && { timeZone }),
      natural: [...inputs, ...features, score, ...byClass].map((one) => one.natural),
      ...(watched.length > 0 && { segmentations: watched.map((column) => profileSegments(column, columns, calendar)) }),
    };
    await writeFile(context.outputs['reference']!, encodeReference(reference));
  } finally {
    await model.close();
  }
}

/** The columns of answers: the score; of several classes the most probable one's, which class that is, and the probability of each. */
function answersOf(
  scores: Float64Array,
  classes: readonly string[] | undefined,
): { readonly name: string; readonly kind: ColumnKind; readonly values: Float64Array | readonly string[] }[] {
  if (classes === undefined) return [{ name: 'score', kind: 'number', values: scores }];
  const predicted = Array.from(mostProbable(scores, classes.length));
  return [
    { name: 'score', kind: 'number', values: Float64Array.from(predicted, (k, row) => scores[row * classes.length + k]!) },
    { name: 'predicted', kind: 'string', values: predicted.map((k) => classes[k]!) },
    ...classes.map((name, k) => ({ name: columnOfClass(name), kind: 'number' as const, values: Float64Array.from(predicted, (_, row) => scores[row * classes.length + k]!) })),
  ];
}
