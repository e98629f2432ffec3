export { type Environment, readEnvironment } from './environment.ts';
export { type Diagnosis, examineMachine } from './examine-machine.ts';
export { findProjectRoot, type LoadedProject, loadProject } from './load-project.ts';
export { CONFIG_FILE, findRootAbove, stateFolderOf } from './places.ts';
export { openCopy } from './open-copy.ts';
export { type FilesPlatform, isAboutFiles, openFiles } from './open-files.ts';
export { isProjectPlatform, openPlatform, type Platform, type PlatformOptions } from './open-platform.ts';
export { openTracking, type TrackingPlatform } from './open-tracking.ts';
export { openTrackingReader, type TrackingReader } from './open-tracking-reader.ts';
export { operations, type Operations } from './operations.ts';
export type { OperationContext } from './perform-operation.ts';
export type { TrackingRooms } from './tracking-rooms.ts';
export { sourceFilesOf } from './source-files.ts';
export { type ConfigurationProblem, platformErrors } from './platform.errors.ts';
export { defineProject, type Project } from './project.ts';
export type { PipelineEvent } from '../work/index.ts';
export type {
  CheckedAnswer,
  ContractFailure,
  Dataset,
  DatasetDiff,
  DatasetVersion,
  DriftReport,
  TableProfile,
  VersionBrief,
  VersionDetails,
  WrittenContract,
} from '../data/index.ts';
export {
  type EvaluatedTable,
  type Finding,
  FINDING_KINDS,
  MATURED_KINDS,
  type MeasuredSegments,
  MONITORING_DEFAULTS,
  type SkewReport,
  type WindowReport,
} from '../monitor/index.ts';
export { type GateReport, judgedAsChampion, type ModelVersion, type RegisteredModel, type RegistryRoom, type Release } from '../release/index.ts';
export { type Deployment, feedbackSchema, predictionRequestSchema } from '../serve/index.ts';
export type { LoopStep, MadeRelease } from '../loop/index.ts';
export {
  type Artifact,
  type ArtifactEntry,
  type ArtifactHome,
  type ArtifactRoom,
  type DatasetInput,
  type Diagnoses,
  type Experiment,
  LOGGED_MODEL_STATUSES,
  type LogBatch,
  type LoggedModel,
  type KeyedColumns,
  type LogProblem,
  type ModelMetric,
  type Point,
  type Run,
  RUN_STATUSES,
  type RunColumns,
  type RunInfo,
  type RunInput,
  type TrackedRun,
  type TrackingDoor,
  type TrackingRoom,
} from '../train/index.ts';
