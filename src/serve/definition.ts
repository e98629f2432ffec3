/** What users write about serving; imported by the sdk. */
export type { Serving } from './deployment.ts';
