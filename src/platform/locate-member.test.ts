import { describe, expect, it } from 'vitest';
import { locateMember } from './locate-member.ts';

const SOURCE = `import { defineProject } from 'capstan';
import { rules } from './rules.ts';
const goal = 0.7;

export default defineProject({
  name: 'orders',
  scope: {
    metric: { name: 'auc', goal },
    'cost': { act: ['call'] },
    guardrails: [
      { name: 'calls', rate: 'needless' },
      {
        name: 'misses',
        rate: 'missed',
      },
    ],
  },
  rules,
  train: { trainer: gradientBoosting({ trees: 5 }) },
  data: {
    orders: dataset({ contract: { columns: { id: integer(), name: string() } } }),
  },
});
`;
const lineOf = (text: string): number => SOURCE.split('\n').findIndex((line) => line.includes(text)) + 1;

describe('the line of a member', () => {
  it.each([
    ['/name', `name: 'orders'`],
    ['/scope', 'scope: {'],
    ['/scope/metric/goal', 'goal }'],
    ['/scope/metric/name', 'metric: {'],
    ['/scope/cost/act', `'cost'`],
    ['/scope/guardrails/0/rate', `rate: 'needless'`],
    ['/scope/guardrails/1', '      {\n'.trimEnd()],
    ['/scope/guardrails/1/rate', `rate: 'missed'`],
    ['/rules', '  rules,'],
    ['/train/trainer', 'trainer: gradientBoosting'],
    ['/data/orders/contract/columns/name', 'orders: dataset'],
    // What is not written out is looked for as far as it is.
    ['/scope/metric/unit', 'metric: {'],
    ['/rules/rows/3', '  rules,'],
    ['/data/orders/source', 'orders: dataset'],
  ])('%s', (path, text) => {
    const line = locateMember(SOURCE, path);
    if (path === '/scope/guardrails/1') expect(SOURCE.split('\n')[line! - 1]).toBe('      {');
    else expect(line).toBe(lineOf(text));
  });

  it('is unknown for the whole, and for what is not in the file', () => {
    expect(locateMember(SOURCE, '')).toBeNull();
    expect(locateMember(SOURCE, '/monitor/window')).toBeNull();
  });

  it('takes names for what they are, whatever characters they have', () => {
    expect(locateMember(`x: 1,\n'a.b': 2,\n'a+b': 3,\n`, '/a.b')).toBe(2);
    expect(locateMember(`x: 1,\n'a.b': 2,\n'a+b': 3,\n`, '/a+b')).toBe(3);
  });
});
