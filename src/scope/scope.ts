import { type ClassCost, classesOf, type DecisionCost, type ErrorCost, type GuardedRate } from './cost.ts';
import { type MetricOf, SCOPE_METRICS, type ServedTask } from './task.ts';

/** A promise that a challenger must not break while it is tried on live traffic. */
export interface Guardrail {
  /** Names it in reports. */
  readonly name: string;
  /** What is watched: of decisions, acting on a label 0, leaving a label 1 alone, acting at all; of numbers, answering too much (`over`) or too little (`under`) by the cost's limit or more; of classes, answering another than came true (`wrong`) or doing without the answer (`instead`). */
  readonly rate: GuardedRate;
  /** How much higher than the champion's the rate may be, in absolute terms. @default 0 */
  readonly allowedIncrease?: number;
}

/** What every question has. */
export interface Intention {
  /** What the model is asked, in one sentence that everybody understands. */
  readonly question: string;
  /** The simple rule to beat: the label's rate, or mean, or the rates of its classes, by these features, with rare groups shrunk to that of all. */
  readonly baseline: {
    /** Names of features or raw inputs. */
    readonly rateBy: readonly string[];
  };
  readonly guardrails: readonly Guardrail[];
  /** Who answers for it, by role: `{ business: 'Ops', engineering: 'ML' }`. */
  readonly owners: Readonly<Record<string, string>>;
}

/** The goal of a question with two answers. */
export interface BinaryGoal {
  /** What is measured, and so what is asked for: `auc` of which of two labels, `rmse` or `mae` of a number, `accuracy`, `macroF1` or `logLoss` of one of several classes. */
  readonly name: MetricOf<'binary'>;
  /** What is worse is not released: below it for `auc`, `accuracy` and `macroF1`, above it for `rmse`, `mae` and `logLoss`. */
  readonly goal: number;
}

/** The goal of a question for a number. */
export interface ErrorGoal {
  readonly name: MetricOf<'regression'>;
  readonly goal: number;
  /** What numbers are counted in, for people: `min`, `EUR`. */
  readonly unit?: string;
}

/** The goal of a question for one of several classes. */
export interface ClassGoal {
  readonly name: MetricOf<'multiclass'>;
  readonly goal: number;
}

/** A question with two answers, yes (label 1) and no (0). */
export interface BinaryScope extends Intention {
  /** The metric on data the model has not seen, and the value it must reach. */
  readonly metric: BinaryGoal;
  /** What being wrong costs: of two answers by what they are acted on, of a number by its error, of a class by the one that came true. */
  readonly cost: DecisionCost;
}

/** A question for a number. */
export interface RegressionScope extends Intention {
  readonly metric: ErrorGoal;
  readonly cost: ErrorCost;
}

/** A question for one of several classes. */
export interface ClassScope extends Intention {
  readonly metric: ClassGoal;
  readonly cost: ClassCost;
}

/** The intention of a project: why the model exists and how its worth is judged. */
export type Scope = BinaryScope | RegressionScope | ClassScope;

/** What models are asked for, and the classes where it is one of several, in the order of their names. */
export interface Asked {
  readonly task: ServedTask;
  readonly classes?: readonly string[];
}

/** What a scope asks for. */
export const taskOf = (scope: { readonly metric: Pick<Scope['metric'], 'name'> }): ServedTask => SCOPE_METRICS[scope.metric.name].task;

/** What a scope asks models for, with its classes. */
export function askedOf(scope: Pick<Scope, 'metric' | 'cost'>): Asked {
  const classes = classesOf(scope.cost);
  return { task: taskOf(scope), ...(classes.length > 0 && { classes }) };
}
