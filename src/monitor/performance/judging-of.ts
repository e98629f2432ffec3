import { isErrorCost, type Scope } from '../../scope/index.ts';
import { judgingDecisions } from './judge-decisions.ts';
import { judgingNumbers } from './judge-numbers.ts';
import type { Judging } from './judging.ts';

/** The judging of a scope. */
export const judgingOf = ({ metric, cost }: Pick<Scope, 'metric' | 'cost'>): Judging => (isErrorCost(cost) ? judgingNumbers(metric.name, cost) : judgingDecisions(cost));
