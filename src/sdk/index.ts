/**
 * What users import: `import { defineProject } from 'capstan'`. Definitions and types alone; importing it opens no file and no socket.
 * @packageDocumentation
 */
export {
  arrow,
  boolean,
  type Column,
  type Columns,
  type Contract,
  contractFrom,
  csv,
  type Dataset,
  dataset,
  defineContract,
  defineFeatures,
  type Features,
  integer,
  type Labelled,
  nullable,
  number,
  parquet,
  type RowCondition,
  type RowOf,
  type Source,
  string,
  type TableTest,
  timestamp,
} from '../data/definition.ts';
export type { LoopPolicy } from '../loop/definition.ts';
export type { Alerting, AlertTarget, Monitoring, Secret } from '../monitor/definition.ts';
export { defineProject, type Project } from '../platform/definition.ts';
export type { Operations } from '../platform/index.ts';
export { defineRules, type Gate, type Rule, type Rules } from '../release/definition.ts';
export { aboutMetric, type BinaryScope, type DecisionCost, type ErrorCost, type GuardedRate, type Guardrail, type RegressionScope, type Scope } from '../scope/index.ts';
export type { Feedback, PredictionAnswer, PredictionRequest, Serving } from '../serve/definition.ts';
export {
  commandTrainer,
  type Diagnostic,
  gradientBoosting,
  labelErrors,
  leakage,
  linearRegression,
  logisticRegression,
  type Quality,
  qualityOf,
  tableCheck,
  tableDiff,
  tableDrift,
  tableProfile,
  type Training,
  weakSlices,
} from '../train/definition.ts';
export { commandStep, defineStep, pipeline, type Pipeline, step, type StepContext, type StepDefinition, stepsFrom } from '../work/definition.ts';
export { type Client, createClient, type InputOf } from './client.ts';
export type {
  DriftCell,
  LeftOutOfTrial,
  LifeStageStatus,
  LiveTrialChart,
  Overview,
  QualityDay,
  QualityOverview,
  Reign,
  ReleaseBrief,
  TimelineEvent,
  TrialChart,
  TrialOverview,
} from './overview.ts';
export type { ArtifactEntry, ArtifactsPage, CodeComparison, CodeView, Curve, ExperimentView, LatestPoint, RunDataset, RunRow, RunsPage, RunView } from './tracking.ts';
