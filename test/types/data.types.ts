/** What users type about data, as the compiler sees it: each `@ts-expect-error` line must be an error. Checked by `tsc`, never run. */
import { arrow, contractFrom, csv, dataset, defineContract, defineFeatures, integer, nullable, number, parquet, string, timestamp } from 'capstan';

const columns = { id: integer(), at: timestamp(), amount: nullable(number()), country: string(), late: integer(), known: timestamp() };
const label = { column: 'late', knownAt: 'known' } as const;

export const good = dataset({ source: parquet({ path: 'orders.parquet', select: { at: 'date' } }), contract: { columns }, key: 'id', eventAt: 'at', label });
export const plain = dataset({ source: csv({ package: 'orders', file: 'orders.csv' }), contract: { columns, policy: 'drop' }, key: 'id', eventAt: 'at', label });

export const fromArrow = dataset({ source: arrow({ path: 'orders.feather', select: { at: 'date' } }), contract: { columns }, key: 'id', eventAt: 'at', label });

export const misspelt = [
  // @ts-expect-error the key is not a column
  dataset({ source: csv({ path: 'o.csv' }), contract: { columns }, key: 'ids', eventAt: 'at', label }),
  // @ts-expect-error the event time is not a column
  dataset({ source: csv({ path: 'o.csv' }), contract: { columns }, key: 'id', eventAt: 'when', label }),
  // @ts-expect-error the label is not a column
  dataset({ source: csv({ path: 'o.csv' }), contract: { columns }, key: 'id', eventAt: 'at', label: { column: 'lat', knownAt: 'known' } }),
  // @ts-expect-error `select` makes a column that the contract does not have
  dataset({ source: parquet({ path: 'o.parquet', select: { at: 'date', cuontry: 'upper(c)' } }), contract: { columns }, key: 'id', eventAt: 'at', label }),
  // @ts-expect-error no such policy
  dataset({ source: csv({ path: 'o.csv' }), contract: { columns, policy: 'ignore' }, key: 'id', eventAt: 'at', label }),
  // @ts-expect-error no such test
  number({ minimum: 3 }),
  // @ts-expect-error a path or a package
  csv({}),
];

export const tested = defineContract({
  columns,
  tests: [
    { test: 'missing', column: 'amount', atMost: 0.02 },
    { test: 'unique', columns: ['id', 'country'] },
    { test: 'aggregate', column: 'amount', of: 'mean', min: 3, severity: 'warn', owner: 'ann' },
    { test: 'distribution', columns: ['country'], against: { last: 5 } },
    { test: 'freshness', column: 'at', within: '2d' },
  ],
});
export const testedDataset = dataset({ source: csv({ path: 'o.csv' }), contract: tested, key: 'id', eventAt: 'at', label });
export const asData = contractFrom({ columns: { id: { kind: 'integer', nullable: false } } });

export const misspeltTests = [
  // @ts-expect-error a misspelt column
  defineContract({ columns, tests: [{ test: 'missing', column: 'amont', atMost: 0.02 }] }),
  // @ts-expect-error a misspelt column of a key
  defineContract({ columns, tests: [{ test: 'unique', columns: ['id', 'contry'] }] }),
  // @ts-expect-error a pattern is of texts
  defineContract({ columns, tests: [{ test: 'pattern', column: 'amount', pattern: 'a' }] }),
  // @ts-expect-error freshness is of instants
  defineContract({ columns, tests: [{ test: 'freshness', column: 'amount', within: '2d' }] }),
  // @ts-expect-error no such test
  defineContract({ columns, tests: [{ test: 'uniqe', columns: ['id'] }] }),
  // @ts-expect-error in a dataset, too
  dataset({ source: csv({ path: 'o.csv' }), contract: { columns, tests: [{ test: 'missing', column: 'amont' }] }, key: 'id', eventAt: 'at', label }),
];

export const features = defineFeatures({
  input: { amount: nullable(number()), country: string() },
  names: ['amount', 'home'],
  fit: (rows) => ({ home: rows.find((row) => row.label === 1)?.country ?? 'DE' }),
  transform: (row, state) => [row.amount ?? NaN, row.country === state.home ? 1 : 0],
});

export const wrong = defineFeatures({
  input: { amount: nullable(number()), country: string() },
  names: ['amount'],
  fit: () => ({ mean: 1 }),
  // @ts-expect-error a misspelt column, in a feature
  transform: (row) => [row.amuont],
});

export const unsafe = defineFeatures({
  input: { amount: nullable(number()) },
  names: ['amount'],
  fit: () => ({ mean: 1 }),
  // @ts-expect-error a nullable column may be null
  transform: (row, state) => [row.amount - state.mean],
});
