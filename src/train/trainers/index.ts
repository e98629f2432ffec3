export {
  type CommandTrainerOptions,
  gradientBoosting,
  type GradientBoostingOptions,
  learns,
  logisticRegression,
  type LogisticRegressionOptions,
  type OwnTrainerDefinition,
  readTrainerDefinition,
  type TrainerDefinition,
  type TrainerKind,
} from './definition.ts';
export { type Objective } from './boosting-objective.ts';
export { trainBoostedClasses } from './train-boosted-classes.ts';
export { type BoostingOrder, trainGradientBoosting } from './train-gradient-boosting.ts';
export { trainLogisticClasses } from './train-logistic-classes.ts';
export { type LogisticOrder, trainLogisticRegression } from './train-logistic-regression.ts';
export { type TrainedOnnx, trainModel, type TrainModelOptions, type TrainingSummary } from './train-model.ts';
export { type Iteration, type TrainingHooks } from './training-hooks.ts';
export { type TrainingTable } from './training-table.ts';
