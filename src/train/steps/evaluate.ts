import { readFile, writeFile } from 'node:fs/promises';
import type { Columns, Features } from '../../data/index.ts';
import { type Random, seededRandom } from '../../kernel/index.ts';
import type { ColumnValues } from '../../model/index.ts';
import type { Asked, Scope } from '../../scope/index.ts';
import type { StepContext } from '../../work/index.ts';
import { type Evaluator, evaluatorOf, pointsOf } from '../evaluator.ts';
import { type FeatureTable, type Labels, readFeatureTable, sliceTable } from '../feature-table.ts';
import { askedIn, openScorer, type Scorer } from '../open-scorer.ts';
import { type RawTable, readRows, toRowObjects } from '../rows.store.ts';
import type { Quality } from '../quality.ts';
import { trainErrors } from '../train.errors.ts';
import { testBoundary, transformRows } from './features.ts';

/** What `evaluate` is told. */
interface EvaluateParams extends Asked {
  readonly testFraction: number;
  readonly rateBy: readonly string[];
  readonly slices: readonly string[];
  readonly metric: Scope['metric']['name'];
  readonly cost: Scope['cost'];
  readonly seed: number;
}

/** Rows on which the harm of losing a column is measured; more would not change the second decimal. */
const HARM_ROWS = 10_000;

/** Measures the model on the test rows: beside the baseline, slice by slice, and without each raw column in turn. */
export async function evaluate(context: StepContext): Promise<void> {
  const params = context.params as unknown as EvaluateParams;
  const definition = context.modules['features'] as Features;
  const table = await readFeatureTable(context.inputs['features']![0]!);
  const inputs = Object.keys(definition.input);
  const raw = await readRows(context.inputs['rows']!, inputs);
  const columns = definition.input as Columns;
  const model = await openScorer(context.inputs['model']![0]!, {
    features: table.names,
    columns,
    ...askedIn(context),
    python: () => context.params['python'],
  });
  try {
    const boundary = testBoundary(table.rows, params.testFraction);
    const test = sliceTable(table, boundary, table.rows);
    const groups = groupsOf(params.rateBy, table, raw, inputs);
    const evaluator = evaluatorOf({ metric: params.metric, cost: params.cost });
    const rule = evaluator.learnRule(groups.slice(0, boundary), table.labels.subarray(0, boundary));
    const scores = await model.score({ features: test, raw: (name) => raw.column(name).slice(boundary) });
    const scored = {
      scores,
      baseline: rule(groups.slice(boundary)),
      labels: test.labels,
      eventAt: test.eventAt,
      slices: params.slices.map((column) => ({ column, values: textsOf(column, raw, inputs).slice(boundary) })),
    };
    const state = JSON.parse(await readFile(context.inputs['state']![0]!, 'utf8')) as never;
    const rows = toRowObjects(raw, columns).slice(boundary);
    const harm = await measureHarm({ definition, state, rows, labels: test.labels, model, evaluator, random: seededRandom(params.seed) });
    const evaluation = evaluator.evaluate(scored, harm);
    await writeFile(context.outputs['evaluation']!, JSON.stringify(evaluation, null, 1));
    for (const [name, value] of Object.entries(pointsOf(evaluation))) context.metric(name, value);
  } finally {
    await model.close();
  }
}

/** One group name a row, from raw columns and from features (rounded down to whole numbers). */
function groupsOf(rateBy: readonly string[], table: FeatureTable, raw: RawTable, inputs: readonly string[]): string[] {
  const parts = rateBy.map((name) => {
    const feature = table.names.indexOf(name);
    return feature >= 0 ? Array.from(table.columns[feature]!, (value) => String(Math.floor(value))) : textsOf(name, raw, inputs, table.names);
  });
  return Array.from({ length: table.rows }, (_, i) => parts.map((part) => part[i]).join('\u0000'));
}

function textsOf(column: string, raw: RawTable, inputs: readonly string[], features: readonly string[] = []): string[] {
  if (!inputs.includes(column)) throw trainErrors.COLUMN_UNKNOWN({ what: 'the scope', name: column, known: [...inputs, ...features] });
  return Array.from(raw.column(column) as ArrayLike<string | number | null>, (value) => String(value ?? '(empty)'));
}

interface HarmInput {
  readonly definition: Features;
  readonly state: never;
  readonly rows: readonly Record<string, unknown>[];
  readonly labels: Labels;
  readonly model: Scorer;
  readonly evaluator: Evaluator;
  readonly random: Random;
}

/** Permutation importance (Breiman 2001) in the scope's own terms: its metric and cost when a raw column's values are shuffled. */
async function measureHarm(input: HarmInput): Promise<Quality['harm']> {
  const { definition, rows, random } = input;
  const stride = Math.max(1, Math.floor(rows.length / HARM_ROWS));
  const sample = rows.filter((_, i) => i % stride === 0);
  const labels = input.labels.filter((_, i) => i % stride === 0);
  const measured: { column: string; quality: number; cost: number }[] = [];
  for (const column of Object.keys(definition.input)) {
    const values = sample.map((row) => row[column]);
    for (let i = values.length - 1; i > 0; i--) {
      const j = random.int(i + 1);
      [values[i], values[j]] = [values[j], values[i]];
    }
    const shuffled = sample.map((row, i) => ({ ...row, [column]: values[i] }));
    const columns = transformRows(definition, shuffled, input.state);
    const features: FeatureTable = { names: definition.names, rows: sample.length, columns, labels, eventAt: new Float64Array(sample.length) };
    const scores = await input.model.score({ features, raw: (name) => shuffled.map((row) => row[name]) as ColumnValues });
    measured.push({ column, ...input.evaluator.measure(scores, labels) });
  }
  return measured.sort((a, b) => input.evaluator.shortfall(b.quality, a.quality));
}
