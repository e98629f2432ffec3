import { expect, it } from 'vitest';
import { integer, nullable, number, string, timestamp } from '../columns.ts';
import type { Contract } from './contract.ts';
import { requestContract, rowContract, windowContract } from './request-contract.ts';

const contract: Contract = {
  columns: { id: integer(), at: timestamp(), amount: nullable(number()), place: string() },
  conditions: [
    { name: 'paid', expression: 'amount > 0.0' },
    { name: 'late', expression: 'amount > 0.0 || at > 0.0' },
  ],
  tests: [
    { test: 'range', column: 'amount', max: 10 },
    { test: 'missing', column: 'amount', atMost: 0.1 },
    { test: 'unique', columns: ['id'] },
    { test: 'volume', min: 3 },
  ],
};

it('gives requests the tests that look at their columns alone', () => {
  const input = { amount: nullable(number({ min: 0 })), place: integer() };
  expect(requestContract(input, contract)).toEqual({ columns: input, conditions: [contract.conditions![0]], tests: contract.tests!.slice(0, 2) });
  const drift = { test: 'drift' as const, against: [{ file: 'january.parquet' }] };
  expect(requestContract(input, { ...contract, tests: [drift, { ...drift, by: 'place' }, { ...drift, by: 'id' }] }).tests).toEqual([drift]);
  expect(requestContract(input, { ...contract, policy: 'warn' }).conditions).toEqual([{ ...contract.conditions![0], severity: 'warn' }]);
  expect(requestContract(input, undefined)).toEqual({ columns: input });
  expect(requestContract(input, { columns: contract.columns })).toEqual({ columns: input });
});

it('leaves to windows what one row cannot break, and to rows the rest', () => {
  expect(windowContract(contract)).toMatchObject({ columns: { id: { nullable: true, severity: 'warn' } }, tests: contract.tests!.slice(1), conditions: [] });
  expect(windowContract({ columns: contract.columns, tests: contract.tests!.slice(0, 1) })).toBeNull();
  expect(rowContract(contract)).toEqual({ ...contract, tests: contract.tests!.slice(0, 1) });
});
