export { answerValue } from './answer-value.ts';
export { assignArm, type Assignment } from './assign-arm.ts';
export type { Deployment, PolicyChange, Serving } from './deployment.ts';
export type { ReleaseCounts } from './hour-counts.ts';
export { type DecisionScores, meanOfBin, ScoreCounter, SHORT_OF_MEAN } from './score-bins.ts';
export {
  type Arm,
  ARMS,
  type Feedback,
  feedbackSchema,
  type PredictionAnswer,
  type PredictionRecord,
  type PredictionRequest,
  predictionRequestSchema,
  type ShadowRecord,
  type Unit,
} from './prediction.ts';
export { countSegments, type SegmentCounts, type SegmentedCounts } from './segmented-counts.ts';
export { answerRow, requestRow, type TestedRows, type WindowTests, windowTests } from './window-tests.ts';
export { serveErrors } from './serve.errors.ts';
export { serveOperations } from './serve.operations.ts';
export { createServeRoom, type ServeRoom, type ServeSettings } from './serve-room.ts';
export { type PolicyReason, serveMigrations } from './serve.store.ts';
export type { FeedbackReceipt } from './take-feedback.ts';
