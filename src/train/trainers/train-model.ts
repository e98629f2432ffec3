import { encodeClassLinear, encodeClassTrees, encodeLinear, encodeTreeEnsemble } from '../../model/index.ts';
import type { ServedTask } from '../../scope/index.ts';
import { learns, type OwnTrainerDefinition, readTrainerDefinition } from './definition.ts';
import { trainBoostedClasses } from './train-boosted-classes.ts';
import { trainGradientBoosting } from './train-gradient-boosting.ts';
import { trainLinearRegression } from './train-linear-regression.ts';
import { trainLogisticClasses } from './train-logistic-classes.ts';
import { trainLogisticRegression } from './train-logistic-regression.ts';
import { trainerErrors } from './trainer.errors.ts';
import type { Iteration, TrainingHooks } from './training-hooks.ts';
import type { TrainingTable } from './training-table.ts';

/** What a training is given beside its definition and table. */
export interface TrainModelOptions extends TrainingHooks {
  /** Rows to measure each iteration on; with gradient boosting also to choose the number of trees. */
  readonly validation?: TrainingTable;
  /** Decides what is sampled. @default 1 */
  readonly seed?: number;
  /** What the labels are: 0 and 1, numbers, or classes. @default 'binary' */
  readonly task?: ServedTask;
  /** Of several classes, their names; labels are places in it. */
  readonly classes?: readonly string[];
}

/** What was trained and how it went, as plain JSON. */
export interface TrainingSummary {
  readonly trainer: OwnTrainerDefinition;
  readonly seed: number;
  readonly features: readonly string[];
  readonly rows: number;
  readonly validationRows: number;
  /** Iterations that were run. */
  readonly iterations: number;
  /** Trees that were kept; absent for a linear model. */
  readonly trees?: number;
  /** Mean log loss, or half the mean squared error of numbers, after the last iteration that was kept; null when there was none. */
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  /** Weights by feature, for raw values; absent for trees and several classes. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Size of the model in bytes. */
  readonly modelBytes: number;
}

/** A trained model, ready for the model room. */
export interface TrainedOnnx {
  /** Input `features` [N, F], output `probability` [N, 1], `value` where the labels are numbers, `probabilities` [N, classes] where they are classes. The same definition, tables and seed give the same bytes. */
  readonly onnx: Uint8Array;
  readonly summary: TrainingSummary;
}

/**
 * Trains what a project's definition asks for and writes it as ONNX.
 * Throws SCHEMA_INVALID (definition), TRAINER_TASK_UNFIT, TRAINER_TABLE_UNFIT (tables), TRAINER_STOPPED (signal).
 * @example const { onnx, summary } = await trainModel(gradientBoosting(), table, { validation, seed: 1 })
 */
export async function trainModel(definition: OwnTrainerDefinition, table: TrainingTable, options: TrainModelOptions = {}): Promise<TrainedOnnx> {
  const trainer = readTrainerDefinition(definition) as OwnTrainerDefinition;
  const { validation, seed = 1, task = 'binary', classes, signal } = options;
  const iterations: Iteration[] = [];
  const hooks: TrainingHooks = {
    onIteration(iteration) {
      iterations.push(iteration);
      options.onIteration?.(iteration);
    },
    ...(signal && { signal }),
  };
  const metadata = { 'capstan.trainer': JSON.stringify(trainer) };
  const description = { features: table.features, link: task === 'regression' ? 'identity' : 'logistic', metadata } as const;
  const finish = (onnx: Uint8Array, kept: number, rest: Pick<TrainingSummary, 'trees' | 'weights'>): TrainedOnnx => {
    const last = iterations[kept - 1];
    const summary = {
      trainer,
      seed,
      features: table.features,
      rows: table.rows,
      validationRows: validation?.rows ?? 0,
      iterations: iterations.length,
      trainLoss: last?.trainLoss ?? null,
      validationLoss: last?.validationLoss ?? null,
    };
    return { onnx, summary: { ...summary, ...rest, modelBytes: onnx.length } };
  };
  if (!learns(trainer.kind, task)) throw trainerErrors.TASK_UNFIT({ trainer: trainer.kind, task });
  if (task === 'multiclass') {
    const several = { ...table, classes: classes!.length };
    const about = { features: table.features, classes: classes!, metadata };
    const held = validation && { validation: { ...validation, classes: classes!.length } };
    if (trainer.kind !== 'gradient-boosting')
      return finish(encodeClassLinear(await trainLogisticClasses(several, { ...trainer.options, ...held }, hooks), about), iterations.length, {});
    const trees = await trainBoostedClasses(several, { ...trainer.options, seed, ...held }, hooks);
    return finish(encodeClassTrees(trees, about), trees.trees.length / classes!.length, { trees: trees.trees.length });
  }
  if (trainer.kind === 'gradient-boosting') {
    const ensemble = await trainGradientBoosting(
      table,
      { ...trainer.options, seed, objective: task === 'regression' ? 'squared-error' : 'logistic', ...(validation && { validation }) },
      hooks,
    );
    return finish(encodeTreeEnsemble(ensemble, description), ensemble.trees.length, { trees: ensemble.trees.length });
  }
  const order = { ...trainer.options, ...(validation && { validation }) };
  const linear = trainer.kind === 'linear-regression' ? await trainLinearRegression(table, order, hooks) : await trainLogisticRegression(table, order, hooks);
  const weights = Object.fromEntries(table.features.map((name, f) => [name, linear.weights[f]!]));
  return finish(encodeLinear(linear, description), iterations.length, { weights });
}
