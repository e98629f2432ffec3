import { writeFile } from 'node:fs/promises';
import type { StepContext } from '../../work/index.ts';
import { readFeatureTable, sliceTable } from '../feature-table.ts';
import { askedIn } from '../open-scorer.ts';
import { type OwnTrainerDefinition, trainModel } from '../trainers/index.ts';

/** The share of the training rows, the newest, on which each iteration is measured and the number of iterations chosen. */
const VALIDATION_SHARE = 0.15;

/** Trains the project's model and writes it as ONNX, with a point of each metric an iteration. */
export async function train(context: StepContext): Promise<void> {
  const table = await readFeatureTable(context.inputs['train']![0]!);
  const trainer = context.params['trainer'] as unknown as OwnTrainerDefinition;
  const fitted = Math.floor(table.rows * (1 - VALIDATION_SHARE));
  const asTraining = (t: typeof table) => ({
    features: t.names,
    rows: t.rows,
    columns: t.columns,
    labels: t.labels instanceof Uint8Array ? t.labels : Float32Array.from(t.labels),
  });
  const result = await trainModel(trainer, asTraining(sliceTable(table, 0, fitted)), {
    validation: asTraining(sliceTable(table, fitted, table.rows)),
    seed: context.params['seed'] as number,
    ...askedIn(context),
    onIteration: (iteration) => {
      context.metric('train loss', iteration.trainLoss, iteration.index);
      if (iteration.validationLoss !== undefined) context.metric('validation loss', iteration.validationLoss, iteration.index);
      context.progress(iteration.index / iteration.of);
    },
  });
  await writeFile(context.outputs['model']!, result.onnx);
  await writeFile(context.outputs['summary']!, JSON.stringify(result.summary, null, 1));
}
