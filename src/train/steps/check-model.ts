import { readFile, writeFile } from 'node:fs/promises';
import { inspectModel, modelErrors, verifyModel } from '../../model/index.ts';
import type { StepContext } from '../../work/index.ts';
import { readFeatureTable } from '../feature-table.ts';

/** Tests a model that a command wrote: it must take the features, and give one score; all problems at once. */
export async function checkModel(context: StepContext): Promise<void> {
  const { names } = await readFeatureTable(context.inputs['train']![0]!);
  const bytes = await readFile(context.inputs['model']![0]!);
  const problems = verifyModel(bytes, { features: names });
  if (problems.length > 0) throw modelErrors.UNSUITABLE({ problems });
  await writeFile(context.outputs['report']!, JSON.stringify(inspectModel(bytes), null, 1));
}
