import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { type Means, openMeans } from '../../store/index.ts';
import { boolean, integer, nullable, number, string, timestamp } from '../columns.ts';
import { createCounter } from '../profile/create-counter.ts';
import { profileValues } from '../profile/profile-values.ts';
import type { TableProfile } from '../profile/profile.ts';
import { checkRows } from './check-rows.store.ts';
import type { Contract } from './contract.ts';
import { countedTests } from './counted-tests.ts';
import { leaveOpen, profiledColumns } from './leave-open.ts';
import type { AnyTableTest } from './table-test.ts';
import { nameOfTest } from './validate-table-tests.ts';
import { windowContract } from './request-contract.ts';

const columns = { amount: nullable(number()), items: integer(), place: nullable(string()), at: timestamp(), paid: boolean() };
type Row = Readonly<Record<keyof typeof columns, unknown>>;

const rowsOf = (count: number, random: Random, shift = 0): Row[] =>
  Array.from({ length: count }, () => ({
    amount: random.next() < 0.05 + shift / 10 ? null : 100 * random.next() + 30 * shift,
    items: 1 + random.int(5 + Math.round(10 * shift)),
    place: random.next() < 0.02 ? null : random.next() < shift / 2 ? `new ${random.int(9)}` : ['Bonn', 'Kiel', 'Ulm'][random.int(3)]!,
    at: 980_000_000_000 + random.int(86_400_000),
    // Now and then something that is no truth.
    paid: random.next() < shift / 20 ? 'yes' : random.next() < 0.7 - shift / 3,
  }));

/** Tests with bounds that some windows hold and others break. */
function testsOf(random: Random): AnyTableTest[] {
  const share = (): number => [0.01, 0.08, 0.3, 0.6][random.int(4)]!;
  const bound = (least: number, most: number): number => least + (most - least) * random.next();
  return [
    { test: 'missing', column: 'amount', atMost: share() },
    { test: 'missing', column: 'paid', atMost: share() / 10 },
    { test: 'range', column: 'amount', max: bound(50, 140), atMost: share() },
    { test: 'values', column: 'place', values: ['Bonn', 'Kiel'], atMost: share(), falseAlarm: 0.01 },
    { test: 'pattern', column: 'place', pattern: '[A-Z].*', atMost: share() },
    { test: 'decimals', column: 'amount', max: 2, atMost: share() },
    ...(['mean', 'sd', 'min', 'max', 'quantile', 'distinct', 'distinctShare'] as const).map((of): AnyTableTest => ({
      test: 'aggregate',
      column: 'amount',
      of,
      ...(of === 'quantile' && { at: 0.9 }),
      max: of === 'distinctShare' ? bound(0.5, 1.2) : bound(10, 160),
    })),
    { test: 'aggregate', column: 'items', of: 'sum', max: bound(500, 4_000) },
    { test: 'aggregate', column: 'place', of: 'distinct', max: 1 + random.int(12) },
    { test: 'pointMass', column: 'place', atMost: bound(0.2, 0.6) },
    { test: 'pointMass', column: 'items', atMost: bound(0.1, 0.6), falseAlarm: 0.01 },
    { test: 'distribution', columns: ['amount'], against: 'reference' },
    { test: 'distribution', columns: ['place'], against: 'reference' },
    { test: 'distribution', columns: ['at'], against: 'reference' },
    {
      test: 'distribution',
      columns: ['place', 'items'],
      against: { cells: [{ values: ['Bonn'] }, { edges: [3] }], counts: [200, 250, 400, 600] },
    },
    { test: 'unique', columns: ['at'], atMost: 0.01 },
  ].map((test, i) => ({ ...test, name: `${test.test} ${i}` })) as AnyTableTest[];
}

let means: Means & { close(): Promise<void> };
beforeAll(async () => {
  means = await openMeans({ project: 'test', folder: await mkdtemp(join(tmpdir(), 'capstan-')), migrations: [] });
});
afterAll(async () => {
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

describe('what counts leave open of a contract', () => {
  it('is all that the rows break, and of shares, conditions and distributions nothing else', async () => {
    const random = seededRandom('left open');
    const known = rowsOf(3_000, random);
    const reference: TableProfile = {
      rows: known.length,
      columns: Object.entries(columns).map(([name, { kind }]) => profileValues({ name, kind, values: known.map((row) => row[name as keyof Row]) as never })),
    };
    const settled = { cleared: 0, broken: 0, read: 0 };
    for (let n = 0; n < 20; n++) {
      const rows = rowsOf(300 + random.int(500), random, n % 2 === 0 ? 0 : random.next());
      const contract: Contract = windowContract({
        columns,
        tests: testsOf(random) as never,
        conditions: [{ name: 'cheap', expression: 'amount < 90.0 || paid', atMost: 0.02 + random.next() / 10 }],
      })!;
      const tests = countedTests(contract, reference);
      const tested = tests.map(({ cells }) => Array<number>(cells).fill(0));
      const counter = createCounter(reference);
      for (const row of rows) {
        tests.forEach(({ cellOf }, i) => {
          const cell = cellOf(row);
          if (cell >= 0) tested[i]![cell]!++;
        });
        counter.add(Object.keys(columns).map((name) => row[name as keyof Row] as never));
      }
      const open = leaveOpen(contract, { rows: rows.length, tested, profiled: profiledColumns(reference, counter.counts()) }, reference);
      const left = [...(open?.tests ?? []).map(nameOfTest), ...(open?.conditions ?? []).map(({ name }) => name)];
      const { failures } = await checkRows(means, rows, { contract, surroundings: { reference } });
      const broken = failures.map(({ test, column }) => test ?? column);
      for (const name of broken) expect(left).toContain(name);
      for (const name of left) if (/^(missing|range|values|pattern|decimals|distribution|cheap)/.test(name)) expect(broken).toContain(name);
      settled.broken += broken.length;
      settled.read += left.length - broken.length;
      settled.cleared += tests.length - left.length;
    }
    // Most of what holds is settled without rows: all but keys, and aggregates near their bound.
    expect(settled.cleared).toBeGreaterThan(3 * settled.read);
    expect(settled.broken).toBeGreaterThan(30);
  });
});
