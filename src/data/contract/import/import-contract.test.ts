import { expect, it } from 'vitest';
import { importContract } from './import-contract.ts';

it('leaves out a rule that takes an expression about a column of which none can speak, and keeps the others', () => {
  const expectations = ['type', 'colour'].flatMap((column) => [
    { type: 'expect_column_values_to_not_be_in_set', kwargs: { column, value_set: ['none'] } },
    { type: 'expect_column_values_to_not_be_null', kwargs: { column } },
  ]);
  const { contract, left } = importContract({ expectations })!;
  expect(contract.columns).toEqual({ type: { kind: 'string', nullable: false }, colour: { kind: 'string', nullable: false } });
  expect(contract.conditions).toEqual([{ name: 'colour not in set', expression: 'colour != "none"' }]);
  expect(left).toEqual([{ name: 'expect_column_values_to_not_be_in_set (type)', reason: 'an expression cannot name the column "type"' }]);
});
