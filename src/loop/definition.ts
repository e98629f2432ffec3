/** What users write about the loop; imported by the sdk. */
export type { LoopPolicy } from './policy.ts';
