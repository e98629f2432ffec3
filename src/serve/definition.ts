/** What users write about serving; imported by the sdk. */
export type { Serving } from './deployment.ts';
/** What clients send and get. */
export type { Feedback, PredictionAnswer, PredictionRequest } from './prediction.ts';
