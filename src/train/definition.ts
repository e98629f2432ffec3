/** What users write about training; imported by the sdk. */
export { type Diagnostic, labelErrors, leakage, weakSlices } from './diagnostics/definition.ts';
export { tableCheck, tableDiff, tableDrift, tableProfile } from './diagnostics/table-definition.ts';
export { commandTrainer, gradientBoosting, linearRegression, logisticRegression } from './trainers/definition.ts';
export { type Quality, qualityOf } from './quality.ts';
export type { Training } from './training.ts';
