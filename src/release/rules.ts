import type { ServedTask } from '../scope/index.ts';

/** One row of a decision table. */
export interface Rule {
  /** Names the row in logs and reports; unique. */
  readonly id: string;
  /**
   * CEL over `score` and the features (numbers) and the raw text columns, such as `score >= 0.2 && hour >= 17.0`; of several classes also over `predicted`, the most probable one (a text).
   * A missing number is NaN, with which no comparison holds; a missing text is `''`.
   */
  readonly when: string;
  /** What is answered. */
  readonly decision: string;
  /** For people: why this decision. */
  readonly reason: string;
}

/** Business logic on top of scores: the first row whose condition holds decides. */
export interface Rules {
  /** In this order. */
  readonly rows: readonly Rule[];
  /** When no row holds. */
  readonly otherwise: {
    /** What is answered. */
    readonly decision: string;
    /** For people: why this decision. */
    readonly reason: string;
  };
}

/** The rules of a project that has none: the number, or the most probable class, is the answer. */
export const answerAlone = (task: ServedTask): Rules => ({
  rows: [],
  otherwise: { decision: 'answer', reason: task === 'multiclass' ? 'the most probable class' : 'the number itself' },
});

/**
 * Defines a project's rules; they are type-checked against the features when a release is made.
 * @example
 * defineRules({
 *   rows: [{ id: 'likely-late', when: 'score >= 0.2', decision: 'warn', reason: 'a warning pays from a chance of 20 % on' }],
 *   otherwise: { decision: 'none', reason: 'probably on time' },
 * })
 */
export const defineRules = (rules: Rules): Rules => rules;
