import { type ClassScope, isClassCost, isErrorCost, type Scope } from '../../scope/index.ts';
import { judgingClasses } from './judge-classes.ts';
import { judgingDecisions } from './judge-decisions.ts';
import { judgingNumbers } from './judge-numbers.ts';
import type { Judging } from './judging.ts';

/** The judging of a scope. */
export function judgingOf({ metric, cost }: Pick<Scope, 'metric' | 'cost'>): Judging {
  if (isErrorCost(cost)) return judgingNumbers(metric.name, cost);
  return isClassCost(cost) ? judgingClasses(metric.name as ClassScope['metric']['name'], cost) : judgingDecisions(cost);
}
