/** What users write about pipelines; imported by the sdk. Importing it opens nothing. */
export { type BuiltStep, commandStep, pipeline, type PlacedStep, type PlacedSteps, step, stepsFrom } from './build-pipeline.ts';
export { defineStep, type PortedContext, type StepDefinition } from './define-step.ts';
export type { Pipeline, Step, StepContext, StepInput } from './step.ts';
