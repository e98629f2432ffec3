import type { Problem } from '../kernel/index.ts';
import { classesOf, guardedRatesOf } from './cost.ts';
import { type Scope, taskOf } from './scope.ts';

/** What each task needs to know of the cost, and what it has no use for. */
const COSTS = {
  binary: { needed: ['act', 'missed', 'needless'], foreign: ['limit', 'grows', 'wrong', 'instead'], what: 'a question with two answers' },
  regression: { needed: ['limit'], foreign: ['act', 'missed', 'needless', 'wrong', 'instead'], what: 'a question for a number' },
  multiclass: { needed: ['wrong'], foreign: ['act', 'missed', 'needless', 'limit', 'grows'], what: 'a question for one of several classes' },
} as const;

/** Each class has a column of scores that is watched. */
const MOST_CLASSES = 50;

/** What in a scope does not belong together; all problems at once. */
export function scopeProblems(scope: Scope): Problem[] {
  const task = taskOf(scope);
  const { name } = scope.metric;
  const { needed, foreign, what } = COSTS[task];
  const cost = scope.cost as unknown as Readonly<Record<string, unknown>>;
  const problems: Problem[] = [
    ...needed
      .filter((member) => cost[member] === undefined)
      .map((member) => ({ path: '/scope/cost', message: `scope.cost lacks ${member}, which ${what} (metric ${name}) needs` })),
    ...foreign
      .filter((member) => cost[member] !== undefined)
      .map((member) => ({ path: `/scope/cost/${member}`, message: `scope.cost.${member} says nothing of ${what} (metric ${name})` })),
  ];
  if (problems.length > 0) return problems;
  const count = classesOf(scope.cost).length;
  if (task === 'multiclass' && (count < 2 || count > MOST_CLASSES))
    return [{ path: '/scope/cost/wrong', message: `scope.cost.wrong names ${count} class${count === 1 ? '' : 'es'}; 2 to ${MOST_CLASSES} can be told apart` }];
  const rates = guardedRatesOf(scope.cost);
  scope.guardrails.forEach((guardrail, i) => {
    if (!rates.includes(guardrail.rate))
      problems.push({ path: '/scope/guardrails', message: `scope.guardrails.${i} watches ${guardrail.rate}, of which ${what} has none (${rates.join(', ')})` });
  });
  return problems;
}
