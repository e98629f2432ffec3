export {
  acts,
  type Answered,
  type ClassCost,
  classesOf,
  type Cost,
  costOf,
  costOfClass,
  costOfError,
  costOptimalThreshold,
  dearest,
  type DecisionCost,
  type ErrorCost,
  GUARDED_RATES,
  type GuardedRate,
  guardedOutcome,
  guardedRatesOf,
  isClassCost,
  isErrorCost,
  scaleOf,
} from './cost.ts';
export type { Asked, BinaryScope, ClassScope, Guardrail, RegressionScope, Scope } from './scope.ts';
export { askedOf, taskOf } from './scope.ts';
export { scopeProblems } from './scope-problems.ts';
export {
  aboutMetric,
  asGood,
  briefOfMetric,
  type MetricBrief,
  metricBriefSchema,
  type MetricOf,
  metricsOf,
  outcomeProblem,
  SCOPE_METRICS,
  type ScopeMetric,
  type ScopeMetricName,
  SERVED_TASKS,
  type ServedTask,
} from './task.ts';
