import type { Contract, Dataset } from '../data/definition.ts';
import type { LoopPolicy } from '../loop/definition.ts';
import type { Alerting, Monitoring } from '../monitor/definition.ts';
import type { Gate, Rules } from '../release/definition.ts';
import type { Scope } from '../scope/index.ts';
import type { Serving } from '../serve/definition.ts';
import type { Training } from '../train/definition.ts';

/** What one `capstan.config.ts` defines: one model, from its question to the policy that keeps it good. */
export interface Project<D extends Readonly<Record<string, Dataset>> = Readonly<Record<string, Dataset>>> {
  /** Lower-case letters, digits and dashes; names the project everywhere. */
  readonly name: string;
  readonly scope: Scope;
  readonly data: D;
  /** The feature file, relative to the configuration; its default export is made with `defineFeatures`. */
  readonly features: string;
  /** Business logic on top of scores; a question for a number needs none: its answer is the number. */
  readonly rules?: Rules;
  /** What must hold of every answer: a contract of `score`, `decision` and the inputs beside them; one that breaks it is refused, or flagged. @default the score is a probability, or a finite number */
  readonly outputs?: Contract;
  readonly train: Training & { readonly dataset: keyof D & string };
  readonly gate?: Gate;
  readonly serve?: Serving;
  readonly monitor?: Monitoring;
  readonly alerts?: Alerting;
  readonly loop?: LoopPolicy;
}

/**
 * Defines a project; the default export of `capstan.config.ts`.
 * @example
 * export default defineProject({ name: 'churn', scope: {…}, data: { customers: dataset({…}) }, features: './features.ts', rules, train: { dataset: 'customers', trainer: gradientBoosting() } });
 */
export const defineProject = <const D extends Readonly<Record<string, Dataset>>>(project: Project<D>): Project<D> => project;
