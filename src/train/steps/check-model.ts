import { readFile, writeFile } from 'node:fs/promises';
import type { Columns } from '../../data/index.ts';
import { inspectModel, isPacked, modelErrors, verifyModel } from '../../model/index.ts';
import type { FoundPython, StepContext } from '../../work/index.ts';
import { readFeatureTable, sliceTable } from '../feature-table.ts';
import { type MlflowRuntime, packagesOf } from '../mlflow-runtime.ts';
import { askedIn, openPackedModel, scoreColumns } from '../open-scorer.ts';
import { readRows } from '../rows.store.ts';

/** Rows that a model of MLflow is tried on. */
const TRIED = 256;

/** Tests a model that somebody else wrote: it must take the features, or raw columns, and give one probability, or number, or a probability of each class; all problems at once. */
export async function checkModel(context: StepContext): Promise<void> {
  const [file] = context.inputs['model']!;
  const table = await readFeatureTable(context.inputs['train']![0]!);
  if (await isPacked(file!)) return checkPacked(context, file!, sliceTable(table, 0, Math.min(TRIED, table.rows)));
  const bytes = await readFile(file!);
  const { classes } = askedIn(context);
  const problems = verifyModel(bytes, { features: table.names, ...(classes && { classes }) });
  if (problems.length > 0) throw modelErrors.UNSUITABLE({ problems });
  await writeFile(context.outputs['report']!, JSON.stringify(inspectModel(bytes), null, 1));
}

/** Loads it in Python and has it score a few training rows; what Python was then is kept, since scores depend on it. */
async function checkPacked(context: StepContext, file: string, table: Awaited<ReturnType<typeof readFeatureTable>>): Promise<void> {
  const columns = context.params['columns'] as unknown as Columns;
  const asked = askedIn(context);
  const model = await openPackedModel(file, { features: table.names, columns, ...asked, python: () => context.params['python'] });
  try {
    const scores = await model.warm();
    // It has run, so there is one.
    const python = context.params['python'] as unknown as FoundPython;
    const wanted = model.columns.filter(({ from }) => from === 'inputs').map(({ name }) => name);
    const raw = wanted.length === 0 ? undefined : await readRows(context.inputs['rows']!, wanted);
    await scoreColumns(model, table, (name) => raw!.column(name));
    const runtime: MlflowRuntime = {
      kind: 'mlflow',
      flavors: model.description.flavors,
      scores,
      columns: model.columns.map(({ name, type }) => ({ name, type })),
      python: python.version,
      packages: packagesOf(model.description, python),
      ...(asked.task !== 'binary' && { answers: asked.classes ? ('classes' as const) : ('number' as const) }),
    };
    await writeFile(context.outputs['report']!, JSON.stringify(runtime));
    context.log(`${runtime.flavors.join(', ')} in Python ${runtime.python}: scores are ${scores}`);
  } finally {
    await model.close();
  }
}
