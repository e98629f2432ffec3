/** What users write about releases; imported by the sdk. */
export type { Gate } from './release.ts';
export { defineRules, type Rule, type Rules } from './rules.ts';
