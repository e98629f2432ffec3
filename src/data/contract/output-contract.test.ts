import { describe, expect, it } from 'vitest';
import { integer, nullable, number, string } from '../columns.ts';
import type { Contract } from './contract.ts';
import { compileOutputContract, outputContract, outputProblems } from './output-contract.ts';

const INPUTS = { value: number(), segment: string() };
const STATED: Contract = {
  columns: { score: number({ min: 0.01, max: 0.99 }), decision: string({ values: ['call', 'ship'] }), value: nullable(number()) },
  conditions: [{ name: 'nothing dear is shipped', expression: "decision != 'ship' || value < 90.0" }],
};
const answer = (score: number, decision: string | null, value: unknown = 1) => ({ score, decision, inputs: { value, segment: 'home' } });

describe('the contract of answers', () => {
  it('holds a score to be a probability where nothing is said of it', () => {
    const check = compileOutputContract(outputContract(undefined));
    expect(check(answer(0.5, 'call'))).toEqual([]);
    expect(check(answer(1.5, 'call'))).toMatchObject([{ column: 'score', reason: 'out_of_range', severity: 'error' }]);
    const other = outputContract({ columns: { decision: string() } });
    expect(other.columns['score']).toMatchObject({ min: 0, max: 1 });
  });

  it('tests score, decision, and what must hold between them and the inputs', () => {
    const check = compileOutputContract(outputContract(STATED));
    expect(check(answer(0.5, 'ship', 89))).toEqual([]);
    expect(check(answer(0.5, 'ship', 91)).map(({ column, reason }) => [column, reason])).toEqual([['nothing dear is shipped', 'condition']]);
    expect(check(answer(0.995, 'burn', 91)).map(({ reason }) => reason)).toEqual(['out_of_range', 'not_in_set']);
    // What is wrong with an input is told by the contract of requests, once.
    expect(check(answer(0.5, 'ship', 'much'))).toEqual([]);
    expect(check(answer(0.5, 'ship', null))).toEqual([]);
  });

  it('flags instead of refusing under the policy `warn`, but never lets through what is no number', () => {
    const check = compileOutputContract(outputContract({ ...STATED, policy: 'warn' }));
    expect(check(answer(0.995, 'ship', 91)).map(({ severity }) => severity)).toEqual(['warn', 'warn']);
    for (const score of [NaN, Infinity]) expect(check(answer(score, null))).toMatchObject([{ column: 'score', severity: 'error' }]);
  });

  it('names everything that cannot be said of an answer', () => {
    expect(outputProblems(STATED, INPUTS)).toEqual([]);
    const wrong: Contract = {
      columns: { score: nullable(number()), decision: integer(), colour: string(), segment: number() },
      tests: [{ test: 'volume', min: 1 }],
      policy: 'drop',
    };
    expect(outputProblems(wrong, INPUTS)).toEqual([
      'columns.score: a score is never empty',
      'columns.decision: its kind is string, not integer',
      'columns.colour: an answer has score and decision, and the inputs value, segment beside it',
      'columns.segment: its kind is string, not number',
      'tests.0: `volume` is a test of tables, not of answers',
      'policy: answers are refused (`stop`, the default) or flagged (`warn`)',
    ]);
  });
});
