import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openColumns } from '../../store/index.ts';
import { checkTable } from './check-table.store.ts';
import type { Contract } from './contract.ts';
import type { ContractResult } from './contract-result.ts';
import { contractProblems } from './validate-contract.ts';
import { relationOf } from './surroundings.ts';
import type { TableTest } from './table-test.ts';

const store = openColumns();
afterAll(() => store.close());

const rows = (seed: string, count: number): string =>
  `(SELECT hash('${seed} n' || i) % 1000000 / 1000.0 AS amount, ['DE', 'FR', 'IT'][1 + (hash('${seed} c' || i) % 3)::INTEGER] AS country FROM range(${count}) AS t(i))`;

beforeAll(async () => {
  await store.query(`CREATE TEMP TABLE before AS SELECT * FROM ${rows('before', 4000)}`);
  await store.query(`CREATE TEMP TABLE batch AS SELECT * FROM ${rows('batch', 1000)}`);
});

const TO = { file: 'data/before.parquet' };
const contractOf = (test: Partial<Extract<TableTest, { test: 'drift' }>> = {}): Contract => ({
  columns: { amount: { kind: 'number', nullable: true }, country: { kind: 'string', nullable: true } },
  tests: [{ test: 'drift', against: [TO], ...test }],
});
const check = (table: string, contract: Contract, reference = 'before'): Promise<ContractResult> =>
  checkTable(store, table, { contract, surroundings: { relations: new Map([[relationOf(TO), reference]]) } });
const ofAmount = (failures: ContractResult['failures']) => failures.find((failure) => failure.column === 'amount');
const STUCK = `(SELECT CASE WHEN rowid % 5 = 0 THEN 512.5 ELSE amount END AS amount, country FROM batch)`;

describe('a contract’s test of drift', () => {
  it('passes more of the same, and tells what changed with its rows', async () => {
    expect((await check('batch', contractOf())).failures).toEqual([]);
    const { failures, verdict } = await check(STUCK, contractOf({ owner: 'sales' }));
    expect(verdict).toBe('failed');
    const amount = ofAmount(failures)!;
    expect(amount).toMatchObject({ reason: 'drift', severity: 'error', test: 'drift', owner: 'sales' });
    expect(amount.message).toMatch(/amount holds the one value "512.5" in 20.* % of rows, usually in .* \(p < 1e-6\)/);
    expect(amount.rows).toBeGreaterThanOrEqual(200);
    expect(amount.examples).toHaveLength(5);
    expect(amount.examples.every((row) => row.amount === 512.5)).toBe(true);
  });

  it('finds nothing in what is allowed, up to its size', async () => {
    const allow = (atMost: number) => [
      ...(['constant', 'drift', 'resolution', 'duplicates'] as const).map((change) => ({ change, column: 'amount', atMost })),
      ...(['duplicates', 'joint'] as const).map((change) => ({ change, column: '*', atMost })),
    ];
    expect((await check(STUCK, contractOf({ allow: allow(0.3) }))).failures).toEqual([]);
    expect((await check(STUCK, contractOf({ allow: allow(0.1) }))).failures.length).toBeGreaterThan(0);
  });

  it('reads the texts of a CSV file as the kinds of the contract', async () => {
    const texts = '(SELECT CAST(amount AS VARCHAR) AS amount, country FROM before)';
    expect(await check('batch', contractOf(), texts)).toMatchObject({ failures: [] });
    expect(ofAmount((await check(STUCK, contractOf(), texts)).failures)).toMatchObject({ reason: 'drift' });
  });

  it('tells what it could not judge', async () => {
    expect((await checkTable(store, 'batch', { contract: contractOf() })).skipped).toEqual([{ test: 'drift', why: 'the file data/before.parquet is not at hand' }]);
    expect((await check('(SELECT * FROM batch LIMIT 5)', contractOf())).skipped).toEqual([{ test: 'drift', why: 'of 5 rows no drift can be told' }]);
    expect((await check('batch', contractOf(), '(SELECT amount FROM before)')).skipped).toEqual([
      { test: 'drift', why: 'of country: there is nothing of the kind to compare with' },
    ]);
  });

  it('compares each segment with its own where it is cut, and warns of another mix', async () => {
    const byCountry = contractOf({ by: 'country' });
    expect((await check('batch', byCountry)).failures).toEqual([]);
    const broken = await check(`(SELECT CASE WHEN country = 'FR' THEN amount / 3 ELSE amount END AS amount, country FROM batch)`, byCountry);
    expect(broken.verdict).toBe('failed');
    expect(ofAmount(broken.failures)!.message).toContain('only where country = FR');
    const mixed = await check(`(SELECT * FROM batch WHERE country = 'FR' OR rowid % 4 = 0)`, byCountry);
    expect(mixed).toMatchObject({ verdict: 'warned', failures: [{ column: 'country', severity: 'warn' }] });
    expect(mixed.failures[0]!.message).toContain('the mix of country changed');
  });

  it('of live requests warns of what only moved, unless it says how far that goes by nature', async () => {
    const live = async (table: string, contract: Contract) =>
      (await checkTable(store, table, { contract, surroundings: { relations: new Map([[relationOf(TO), 'before']]), live: true } })).failures.map(
        ({ column, severity }) => `${column} ${severity}`,
      );
    const moved = `(SELECT amount, CASE WHEN rowid % 4 = 0 THEN 'FR' ELSE country END AS country FROM batch)`;
    expect((await check(moved, contractOf())).failures).toMatchObject([{ column: 'country', severity: 'error' }]);
    expect(await live(moved, contractOf())).toEqual(['country warn']);
    const allow = (['drift', 'constant'] as const).map((change) => ({ change, column: 'country', atMost: 0.05 }));
    expect(await live(moved, contractOf({ allow }))).toEqual(['country error']);
    // What is broken is no matter of nature.
    expect(await live(`(SELECT CASE WHEN rowid % 5 = 0 THEN NULL ELSE amount END AS amount, country FROM batch)`, contractOf())).toContain('amount error');
  });

  it('names columns of the contract alone', () => {
    expect(contractProblems(contractOf({ by: 'region' }))).toEqual(['tests.0: "region" cannot cut into segments: it is no column of the contract, or an instant']);
    expect(contractProblems(contractOf({ allow: [{ change: 'drift', column: 'amuont', atMost: 1 }] }))).toEqual([
      'tests.0: "amuont", of which a change is allowed, is not a column of the contract',
    ]);
  });
});
