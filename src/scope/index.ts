export { acts, costOf, costOptimalThreshold, type DecisionCost, GUARDED_RATES, type GuardedRate, guardedOutcome, type Guardrail, type Scope } from './scope.ts';
