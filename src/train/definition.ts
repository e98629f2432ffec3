/** What users write about training; imported by the sdk. */
export { commandTrainer, gradientBoosting, logisticRegression } from './trainers/definition.ts';
export type { Training } from './training.ts';
