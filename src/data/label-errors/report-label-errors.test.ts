import { expect, it } from 'vitest';
import type { Table } from '../tables/table.ts';
import { reportLabelErrors } from './report-label-errors.ts';

const table = (columns: Readonly<Record<string, readonly number[] | readonly (string | null)[]>>): Table => ({
  rows: Object.values(columns)[0]!.length,
  columns: Object.entries(columns).map(([name, values]) => {
    const isNumber = values.every((value) => typeof value === 'number');
    return { name, family: isNumber ? 'number' : 'string', values: isNumber ? Float64Array.from(values) : (values as readonly (string | null)[]) };
  }),
});

it('names the row, what it is called and what it should be, and says why', () => {
  const report = reportLabelErrors(
    table({
      id: ['a', 'b', 'c', 'd', 'e', 'f'],
      kind: ['cat', 'cat', 'dog', 'dog', 'cat', null],
      p_cat: [0.9, 0.8, 0.1, 0.2, 0.05, 0.5],
      p_dog: [0.1, 0.2, 0.9, 0.8, 0.95, 0.5],
    }),
    { label: 'kind', probabilities: ['p_cat', 'p_dog'], key: 'id' },
  );
  expect(report).toMatchObject({ rows: 5, unlabelled: 1, found: 1, caution: null, classes: [{ label: 'cat', rows: 3, truly: [2, 1] }, { label: 'dog' }] });
  expect(report.errors[0]).toMatchObject({
    row: 4,
    key: 'e',
    given: 'cat',
    suggested: 'dog',
    score: 0.05,
    reason: 'dog has 0.950, cat 0.050 (on average 0.583 where it is given)',
  });
});

it('takes one column of the greater of two labels, columns named by number, and warns where labels can hardly be told', () => {
  const one = reportLabelErrors(table({ late: [0, 1, 0, 1], p: [0.1, 0.3, 0.2, 0.4] }), { label: 'late', probabilities: ['p'] });
  expect(one).toMatchObject({ classes: [{ label: '0' }, { label: '1', confidence: 0.35 }], caution: expect.stringContaining('1 (0.350 on average)') as string });
  const desks = table({ desk: ['bank', 'billing', 'bank'], p_bank: [0.9, 0.2, 0.1], p_billing: [0.1, 0.8, 0.9] });
  expect(reportLabelErrors(desks, { label: 'desk', probabilities: ['p_bank', 'p_billing'] }).errors[0]).toMatchObject({ row: 2, given: 'bank', suggested: 'billing' });
  const digits = { digit: [1, 10, 11], p_1: [0.9, 0.1, 0], p_10: [0.1, 0.9, 0], p_11: [0, 0, 1] };
  expect(reportLabelErrors(table(digits), { label: 'digit', probabilities: ['p_1', 'p_10', 'p_11'] }).classes.map((of) => of.label)).toEqual(['1', '10', '11']);
});

it('says which label has no probability', () => {
  const order = { label: 'kind', probabilities: ['p_cat', 'p_dog'] };
  expect(() => reportLabelErrors(table({ kind: ['cat', 'cow'], p_cat: [1, 0], p_dog: [0, 1] }), order)).toThrow('no column of probabilities is named by the kind cow');
  expect(() => reportLabelErrors(table({ kind: ['a', 'b', 'c'], p: [1, 0, 1] }), { label: 'kind', probabilities: ['p'] })).toThrow('kind has 3 values');
});
