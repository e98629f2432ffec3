export {
  acts,
  type Answered,
  type Cost,
  costOf,
  costOfError,
  costOptimalThreshold,
  dearest,
  type DecisionCost,
  type ErrorCost,
  GUARDED_RATES,
  type GuardedRate,
  guardedOutcome,
  guardedRatesOf,
  isErrorCost,
  scaleOf,
} from './cost.ts';
export type { BinaryScope, Guardrail, RegressionScope, Scope } from './scope.ts';
export { taskOf } from './scope.ts';
export { scopeProblems } from './scope-problems.ts';
export {
  aboutMetric,
  asGood,
  briefOfMetric,
  type MetricBrief,
  metricBriefSchema,
  metricsOf,
  outcomeProblem,
  SCOPE_METRICS,
  type ScopeMetric,
  type ScopeMetricName,
  SERVED_TASKS,
  type ServedTask,
} from './task.ts';
