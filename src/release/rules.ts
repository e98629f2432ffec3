/** One row of a decision table. */
export interface Rule {
  /** Names the row in logs and reports; unique. */
  readonly id: string;
  /**
   * CEL over `score` and the features (numbers) and the raw text columns, such as `score >= 0.2 && hour >= 17.0`.
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

/** The rules of a project that has none: the number is the answer. */
export const ANSWER_ALONE: Rules = { rows: [], otherwise: { decision: 'answer', reason: 'the number itself' } };

/**
 * Defines a project's rules; they are type-checked against the features when a release is made.
 * @example
 * defineRules({
 *   rows: [{ id: 'likely-late', when: 'score >= 0.2', decision: 'warn', reason: 'a warning pays from a chance of 20 % on' }],
 *   otherwise: { decision: 'none', reason: 'probably on time' },
 * })
 */
export const defineRules = (rules: Rules): Rules => rules;
