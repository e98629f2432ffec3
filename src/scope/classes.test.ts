import { expect, it } from 'vitest';
import { type ClassCost, classesOf, costOf, dearest, guardedOutcome, outcomeProblem, type Scope, scopeProblems } from './index.ts';

const cost: ClassCost = { wrong: { returns: 0.5, billing: 1, delivery: 0.25 }, instead: { 'ask a person': 0.2 } };
const scope: Scope = {
  question: 'Which desk?',
  metric: { name: 'accuracy', goal: 0.6 },
  baseline: { rateBy: ['channel'] },
  cost,
  guardrails: [{ name: 'wrong desk', rate: 'wrong' }],
  owners: {},
};
const [BILLING, DELIVERY, RETURNS] = [0, 1, 2];

it('names the classes by their costs, in the order of their names', () => {
  expect(classesOf(cost)).toEqual(['billing', 'delivery', 'returns']);
  expect(dearest(cost)).toBe(1);
  expect(outcomeProblem('multiclass', 'returns', classesOf(cost))).toBeNull();
  expect(outcomeProblem('multiclass', 'sales', classesOf(cost))).toBe('must be one of billing, delivery, returns, not sales');
  expect(outcomeProblem('multiclass', 1, classesOf(cost))).toMatch(/must be one of/);
});

it('costs what the class costs that came true and was not answered, or what is done instead', () => {
  const answered = (predicted: string, decision = 'answer') => ({ score: 0.7, decision, predicted });
  expect(costOf(cost, answered('billing'), BILLING)).toBe(0);
  expect(costOf(cost, answered('billing'), DELIVERY)).toBe(0.25);
  expect(costOf(cost, answered('delivery'), BILLING)).toBe(1);
  expect(costOf(cost, answered('billing', 'ask a person'), BILLING)).toBe(0.2);
  const rate = (of: 'wrong' | 'instead', unit: ReturnType<typeof answered>, outcome: number) => guardedOutcome(of, cost, { answered: unit, outcome });
  expect([rate('wrong', answered('returns'), RETURNS), rate('wrong', answered('returns'), BILLING), rate('wrong', answered('returns', 'ask a person'), BILLING)]).toEqual([
    0, 1, 0,
  ]);
  expect([rate('instead', answered('returns'), RETURNS), rate('instead', answered('returns', 'ask a person'), RETURNS)]).toEqual([0, 1]);
});

it('is told what does not belong to a question for a class', () => {
  expect(scopeProblems(scope)).toEqual([]);
  const wrong = (change: object) => scopeProblems({ ...scope, ...change } as Scope).map((one) => one.message);
  expect(wrong({ cost: { limit: 3 } })).toEqual([
    'scope.cost lacks wrong, which a question for one of several classes (metric accuracy) needs',
    'scope.cost.limit says nothing of a question for one of several classes (metric accuracy)',
  ]);
  expect(wrong({ cost: { wrong: { only: 1 } } })).toEqual(['scope.cost.wrong names 1 class; 2 to 50 can be told apart']);
  expect(wrong({ guardrails: [{ name: 'x', rate: 'missed' }] })).toEqual([
    'scope.guardrails.0 watches missed, of which a question for one of several classes has none (wrong, instead)',
  ]);
});
