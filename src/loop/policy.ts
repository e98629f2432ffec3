/** When the loop acts, and how a challenger is tried. */
export interface LoopPolicy {
  /** What makes the loop train anew. */
  readonly retrain: {
    /** Retrain when |mean score - mean label| over `calibrationDays` matured days exceeds this; for numbers, this part of the cost's limit. @default 0.05 */
    readonly calibrationGap?: number;
    /** Matured days over which the gap is measured. @default 14 */
    readonly calibrationDays?: number;
    /** Retrain when the champion's training data ends longer ago than this. @default 30 */
    readonly maxAgeDays?: number;
    /** Days to wait after a trial that did not end in promotion. @default 14 */
    readonly cooldownDays?: number;
  };
  /** Which trial must show that the challenger is better: on the shadow's paired answers, or on live traffic. @default 'shadow' */
  readonly superiority?: 'shadow' | 'live';
  /** The trial in the shadow: the challenger scores what the champion decides. */
  readonly shadow?: {
    /** Chance of calling an equal challenger better. @default 0.05 */
    readonly alpha?: number;
    /** Improvement of cost per unit worth having. @default 0.002 */
    readonly minimumEffect?: number;
    /** Chance of dropping a challenger that has the minimum effect. @default 0.1 */
    readonly futility?: number;
    /** After that it ends undecided. @default 28 */
    readonly maxDays?: number;
  };
  /** The trial on live traffic: the challenger decides for a growing share of the units. */
  readonly live?: {
    /** Shares of traffic for the challenger, and days of each; the last goes on until decided. @default 5 %, 20 %, 50 %, 2 days each */
    readonly ramp?: readonly {
      /** Of the units, 0..1. */
      readonly share: number;
      /** Before the next share. */
      readonly days: number;
    }[];
    /** Chance of promoting a challenger that is worse by more than the margin. @default 0.05 */
    readonly alpha?: number;
    /** Non-inferiority margin, in cost per unit. @default 0.02 */
    readonly margin?: number;
    /** After that it ends undecided. @default 21 */
    readonly maxDays?: number;
  };
  /** Releases that change only rules go straight to live traffic. @default true */
  readonly rulesSkipShadow?: boolean;
  /** `person` waits for `capstan approve` before promotion. @default 'machine' */
  readonly approval?: 'machine' | 'person';
  /**
   * What moving the alias `champion` in the model registry does: `gated` promotes a release that passed the gate at once and refuses one that changes rules alone,
   * `trial` queues it as a challenger, `any` promotes every release at once. @default 'gated'
   */
  readonly championAlias?: 'gated' | 'trial' | 'any';
  /** Keeps the first release as a permanent shadow, so that the worth of the loop can be seen. @default 'first-release' */
  readonly yardstick?: 'first-release' | 'none';
}
