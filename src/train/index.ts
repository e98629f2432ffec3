export type { Candidate, ReferenceProfile } from './candidate.ts';
export type { Evaluation, NaturalVariation, SliceEvaluation } from './evaluation.ts';
export type { CodeVersion, MetricPoint, Run, RunState } from './run.ts';
export type { Training } from './training.ts';
