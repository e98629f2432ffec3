/** What users write about serving, and what clients send and get; imported by the sdk. */
export type { Serving } from './deployment.ts';
export type { Feedback, PredictionAnswer, PredictionRequest } from './prediction.ts';
