export type { Pipeline, Step, StepAction, StepContext, StepFunction, StepInput } from './step.ts';
export { defineStep, type PortedContext, type StepDefinition } from './define-step.ts';
export { type BuiltStep, commandStep, pipeline, type PlacedStep, type PlacedSteps, step, stepsFrom } from './build-pipeline.ts';
export { type PipelineEvent, type PipelineResult, STEP_STATUSES, type StepMetric, type StepResult, type StepStatus } from './pipeline-result.ts';
export { runPipeline, type RunOptions } from './run-pipeline.ts';
export { forgetNoop, type NoopQuestion, tryNoop } from './noop.ts';
export { workErrors } from './work.errors.ts';
export { workMigrations } from './migrations.ts';
