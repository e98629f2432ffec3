import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ColumnKind, contractProblems } from '../../src/data/index.ts';
import { importContract } from '../../src/data/contract/import/import-contract.ts';
import { wholePattern } from '../../src/data/contract/import/contract-draft.ts';

// What great_expectations 1.24.1 and 0.18.22 and pandera 0.35.0 wrote; test/golden/contracts/make-suites.py makes the files.

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'contracts', name), 'utf8');
const known = new Map<string, ColumnKind>([
  ['at', 'timestamp'],
  ['note', 'string'],
  ['cancelled', 'integer'],
]);

it.each(['ge-1.json', 'ge-0.json'])('imports %s, and names what it leaves out', async (name) => {
  const { contract, left } = importContract(JSON.parse(read(name)), known)!;
  expect(contractProblems(contract)).toEqual([]);
  expect(left.map((one) => `${one.name}: ${one.reason}`)).toEqual([
    'expect_column_values_to_be_in_set (origin): a row_condition is in the language of another engine: write it as a condition in CEL',
    'expect_column_kl_divergence_to_be_less_than (origin): there is no such test here',
    'expect_column_values_to_be_null (note): there is no such test here',
  ]);
  await expect(`${JSON.stringify(contract, null, 1)}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'contracts', `${name.replace('.json', '')}.contract.json`));
});

it('names an expression that RE2 does not read', () => {
  const suite = { name: 'orders', expectations: [{ type: 'expect_column_values_to_match_regex', kwargs: { column: 'note', regex: '(?=ord)' } }] };
  expect(importContract(suite, known)!.left).toEqual([
    { name: 'expect_column_values_to_match_regex (note)', reason: expect.stringContaining('"(?=ord).*": invalid or unsupported Perl syntax') as string },
  ]);
});

it('imports Pandera’s JSON and YAML alike', async () => {
  const { contract, left } = importContract(JSON.parse(read('pandera.json')))!;
  expect(importContract(parse(read('pandera.yaml')))).toEqual({ contract, left });
  expect(contractProblems(contract)).toEqual([]);
  expect(left.map((one) => one.name)).toEqual(['required (delay)', 'coerce (rate)', 'gate', 'greater_than_or_equal_to', 'ordered']);
  await expect(`${JSON.stringify(contract, null, 1)}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'contracts', 'pandera.contract.json'));
});

it('reads the forms of older Panderas', () => {
  const schema = { schema_type: 'dataframe', columns: { a: { dtype: 'int64', checks: { greater_than: { value: 0, options: { raise_warning: true } }, isin: [1, 2] } } } };
  expect(importContract(schema)!.contract).toMatchObject({ conditions: [{ expression: 'a == 1.0 || a == 2.0' }], tests: [{ test: 'range', min: Number.MIN_VALUE, severity: 'warn' }] });
  expect(importContract({ a: 1 })).toBeUndefined();
});

it.each([
  ['^[A-Z]{3}$', 'match', '[A-Z]{3}'],
  ['a', 'match', 'a.*'],
  ['a|b', 'search', '.*(?:a|b).*'],
  ['^a|b$', 'match', '(?:^a|b$).*'],
  [String.raw`a\$`, 'search', String.raw`.*a\$.*`],
] as const)('%s, looked for by %s, is %s of the whole text', (regex, how, whole) => expect(wholePattern(regex, how)).toBe(whole));
