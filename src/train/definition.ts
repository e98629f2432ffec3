/** What users write about training; imported by the sdk. */
export { gradientBoosting, logisticRegression } from './trainers/definition.ts';
export type { Training } from './training.ts';
