import { describe, expect, it } from 'vitest';
import { acts, costOf, type ErrorCost, guardedOutcome, isErrorCost, scaleOf } from './cost.ts';
import type { Scope } from './scope.ts';
import { scopeProblems } from './scope-problems.ts';
import { aboutMetric, asGood, briefOfMetric, outcomeProblem } from './task.ts';

const rest = { question: 'How long?', baseline: { rateBy: ['x'] }, guardrails: [], owners: {} };
const decisions = { act: ['call'], missed: 1, needless: 0.25 };
const errors: ErrorCost = { limit: 20 };

describe('the cost of an answer', () => {
  it('of a decision is that of the mistake', () => {
    const call = { score: 0.9, decision: 'call' };
    const ship = { score: 0.1, decision: 'ship' };
    expect([costOf(decisions, call, 1), costOf(decisions, call, 0), costOf(decisions, ship, 1), costOf(decisions, ship, 0)]).toEqual([0, 0.25, 1, 0]);
    expect([isErrorCost(decisions), scaleOf(decisions), acts(decisions, 'call')]).toEqual([false, 1, true]);
  });

  it('of a number grows with its error, or the square, up to the limit, either way', () => {
    const answered = { score: 10, decision: 'answer' };
    expect([10, 15, 5, 30, 1_000].map((outcome) => costOf(errors, answered, outcome))).toEqual([0, 0.25, 0.25, 1, 1]);
    expect(costOf({ ...errors, grows: 'squared' }, answered, 20)).toBe(0.25);
    expect(acts(errors, 'answer')).toBe(false);
  });

  it('is guarded where an answer is too much or too little by the limit', () => {
    const event = (rate: 'over' | 'under', outcome: number) => guardedOutcome(rate, errors, { answered: { score: 50, decision: 'answer' }, outcome });
    expect([event('over', 30), event('over', 31), event('under', 70), event('under', 69), event('under', 30)]).toEqual([1, 0, 1, 0, 0]);
  });
});

describe('metrics', () => {
  it('know which way is better, and how much worse is worse', () => {
    expect([asGood('auc', 0.7, 0.7), asGood('auc', 0.69, 0.7), asGood('rmse', 3, 4), asGood('mae', 5, 4)]).toEqual([true, false, true, false]);
    expect(aboutMetric('auc').shortfall(0.65, 0.7)).toBeCloseTo(0.05, 12);
    expect(aboutMetric('rmse').shortfall(5, 4)).toBe(0.25);
    expect(briefOfMetric({ name: 'mae', goal: 5, unit: 'min' })).toEqual({ name: 'mae', title: 'MAE', better: 'lower', goal: 5, unit: 'min' });
  });

  it('say what an outcome can be', () => {
    expect([outcomeProblem('binary', 1), outcomeProblem('binary', 0.5)]).toEqual([null, 'must be 0 or 1, not 0.5']);
    expect([outcomeProblem('regression', -3.5), outcomeProblem('regression', NaN)]).toEqual([null, 'must be a finite number, not NaN']);
  });
});

describe('a scope', () => {
  it.each<[string, object, readonly RegExp[]]>([
    ['that is sound, with two answers', { metric: { name: 'auc', goal: 0.7 }, cost: decisions }, []],
    ['that is sound, for a number', { metric: { name: 'rmse', goal: 7, unit: 'min' }, cost: errors, guardrails: [{ name: 'late', rate: 'under' }] }, []],
    [
      'of decisions with the cost of errors',
      { metric: { name: 'auc', goal: 0.7 }, cost: errors },
      [/lacks act/, /lacks missed/, /lacks needless/, /cost\.limit says nothing of a question with two answers/],
    ],
    ['for a number with the cost of decisions', { metric: { name: 'mae', goal: 7 }, cost: decisions }, [/lacks limit/, /cost\.act says nothing/, /cost\.missed/, /cost\.needless/]],
    [
      'that guards what it does not have',
      { metric: { name: 'mae', goal: 7 }, cost: errors, guardrails: [{ name: 'x', rate: 'missed' }] },
      [/guardrails\.0 watches missed.*\(over, under\)/],
    ],
  ])('%s', (_, changes, problems) => {
    expect(scopeProblems({ ...rest, ...changes } as unknown as Scope).map((one) => one.message)).toEqual(problems.map((one) => expect.stringMatching(one) as string));
  });
});
