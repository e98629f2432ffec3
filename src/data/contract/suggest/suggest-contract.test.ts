import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, seededRandom } from '../../../kernel/index.ts';
import { clopperPearson } from '../../../stats/index.ts';
import { openColumns } from '../../../store/index.ts';
import { CORRUPTIONS, corruptTable, simulateTable } from '../../../../test/fixtures/simulated-tables.ts';
import { checkTable } from '../check-table.store.ts';
import type { Contract } from '../contract.ts';
import { printContract } from '../print-contract.ts';
import { contractFrom } from '../contract-schema.ts';
import { relationOf, type Surroundings } from '../surroundings.ts';
import { boundShare } from './bound-share.ts';
import { shapeOf, shapePattern } from './shape-of-text.ts';
import { suggestContract } from './suggest-contract.store.ts';

// The larger simulation, over all tables and sizes, is bench/monitoring/suggestions.ts.

const store = openColumns();
afterAll(() => store.close());

const ROWS = 1000;
const SEEN = { file: 'seen.parquet', digest: 'sha256:seen' };
const surroundings: Surroundings = { relations: new Map([[relationOf(SEEN), 'seen']]), contents: new Map([[relationOf(SEEN), digestOf('seen')]]), learned: new Map() };
let contract: Contract;
beforeAll(async () => {
  await store.query(`CREATE TEMP TABLE seen AS SELECT * FROM ${simulateTable('sensors', { rows: 20_000, seed: 'seen' })}`);
  contract = (await suggestContract(store, [{ table: 'seen', texts: 'wrong' }], { falseAlarm: 0.01, against: [SEEN] })).contract;
});

async function fails(by: Contract, table: string): Promise<boolean> {
  await store.query(`CREATE OR REPLACE TEMP TABLE batch AS SELECT * FROM ${table}`);
  return (await checkTable(store, 'batch', { contract: by, surroundings })).failures.length > 0;
}

describe('a suggested contract', () => {
  it('is kept by clean batches, which break the one with the least and greatest as bounds', async () => {
    const literal: Contract = {
      columns: contract.columns,
      tests: contract.tests!.flatMap((test) => (test.test === 'range' ? [{ ...test, atMost: 0, falseAlarm: undefined as never }] : [])),
    };
    const runs = 40;
    let [alarms, ofLiteral] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const batch = simulateTable('sensors', { rows: ROWS, seed: `clean ${run}` });
      if (await fails(contract, batch)) alarms++;
      if (await fails(literal, 'batch')) ofLiteral++;
    }
    expect(clopperPearson(alarms, runs, 0.01)[0]).toBeLessThanOrEqual(0.01);
    expect(clopperPearson(ofLiteral, runs, 0.01)[0]).toBeGreaterThan(0.01);
  });

  it('is broken by batches of which a tenth is corrupted in one column', async () => {
    const random = seededRandom('corruptions');
    const missed: string[] = [];
    for (const kind of CORRUPTIONS) {
      await store.query(`CREATE OR REPLACE TEMP TABLE base AS SELECT * FROM ${simulateTable('sensors', { rows: ROWS, seed: `dirty ${kind}` })}`);
      const described = await store.query<{ column_name: string; column_type: string }>('DESCRIBE base');
      const types = Object.fromEntries(described.map((column) => [column.column_name, column.column_type]));
      const corrupted = corruptTable(kind, { table: 'base', types, fraction: 0.1, seed: 3 }, random);
      if (corrupted !== null && !(await fails(contract, corrupted))) missed.push(kind);
    }
    expect(missed.length).toBeLessThanOrEqual(1);
  });

  it('allows what differs from batch to batch, and not much more', async () => {
    const batches = Array.from({ length: 8 }, (_, i) => `day${i}`);
    for (const name of batches) await store.query(`CREATE TEMP TABLE ${name} AS SELECT * FROM ${simulateTable('restless orders', { rows: 500, seed: name })}`);
    const against = batches.map((file) => ({ file, digest: file }));
    const { contract: restless } = await suggestContract(
      store,
      batches.map((table) => ({ table, texts: 'wrong' as const })),
      { falseAlarm: 0.01, against },
    );
    const beside: Surroundings = {
      relations: new Map(against.map((to) => [relationOf(to), to.file])),
      contents: new Map(against.map((to) => [relationOf(to), digestOf(to.file)])),
      learned: new Map(),
    };
    const strict: Contract = {
      ...restless,
      tests: restless.tests!.map((test) => (test.test === 'drift' ? { ...test, allow: test.allow!.filter((one) => one.change !== 'drift') } : test)),
    };
    const runs = 20;
    let [alarms, ofStrict] = [0, 0];
    for (let run = 0; run < runs; run++) {
      await store.query(`CREATE OR REPLACE TEMP TABLE batch AS SELECT * FROM ${simulateTable('restless orders', { rows: 500, seed: `next ${run}` })}`);
      if ((await checkTable(store, 'batch', { contract: restless, surroundings: beside })).failures.length > 0) alarms++;
      if ((await checkTable(store, 'batch', { contract: strict, surroundings: beside })).failures.length > 0) ofStrict++;
    }
    expect(clopperPearson(alarms, runs, 0.01)[0]).toBeLessThanOrEqual(0.01);
    expect(clopperPearson(ofStrict, runs, 0.01)[0]).toBeGreaterThan(0.01);
    const tripled = '(SELECT * REPLACE (3 * price AS price) FROM batch)';
    expect((await checkTable(store, tripled, { contract: restless, surroundings: beside })).failures.map((failure) => failure.column)).toContain('price');
  });

  it('says why each bound is what it is, and can be written in both forms', () => {
    for (const test of contract.tests!) expect(test.description).toMatch(/rows/);
    expect(contractFrom(JSON.parse(printContract(contract, 'json')))).toEqual(contract);
    const text = printContract({ columns: { 'a b': { kind: 'string', nullable: true, description: "it's" } }, tests: [{ test: 'volume', min: 1 }] }, 'typescript');
    expect(text).toBe(
      "import { defineContract, nullable, string } from 'capstan';\n\nexport const contract = defineContract({\n  columns: {\n    'a b': nullable(string({ description: 'it\\'s' })),\n  },\n  tests: [\n    { test: 'volume', min: 1 },\n  ],\n});\n",
    );
    expect(printContract({ columns: Object.fromEntries([['__proto__', { kind: 'string', nullable: false }]]) }, 'typescript')).toContain("['__proto__']: string(),");
  });

  it('reads the kinds of a CSV file, and proposes little of few rows', async () => {
    const csv = `(SELECT * FROM (VALUES ('1', '2.5', 'true', '2001-01-02', 'x', ''), ('2', '3', 'FALSE', '2001-01-03 10:00', '007', 'y')) AS t(a, b, c, d, e, f))`;
    const { contract: small, notes } = await suggestContract(store, [{ table: csv, texts: 'read' }], { falseAlarm: 0.01, against: [SEEN] });
    expect(Object.values(small.columns).map((column) => column.kind)).toEqual(['integer', 'number', 'boolean', 'timestamp', 'string', 'string']);
    expect([small.tests, notes.at(-1)]).toEqual([undefined, 'fewer than 200 rows: only the columns are proposed']);
  });
});

describe('a CSV file beside a table with types', () => {
  const csv = `(SELECT i::VARCHAR AS id, (i % 7)::VARCHAR AS code FROM range(3000) t(i))`;
  const typed = (code: string): string => `(SELECT i AS id, ${code} AS code FROM range(3000) t(i))`;
  const suggest = (...tables: readonly { table: string; texts: 'wrong' | 'read' }[]) => suggestContract(store, tables, { falseAlarm: 0.01, against: [SEEN] });

  it('is read as what the table holds, whichever is named first, and nothing is taken for empty', async () => {
    for (const [code, kind] of [
      [`'x' || (i % 7)`, 'string'],
      ['(i % 7)::DOUBLE', 'number'],
      ['i % 7', 'integer'],
    ] as const) {
      const two = [
        { table: csv, texts: 'read' as const },
        { table: typed(code), texts: 'wrong' as const },
      ];
      for (const tables of [two, two.toReversed()]) expect((await suggest(...tables)).contract.columns['code']).toMatchObject({ kind, nullable: false });
    }
  });

  it('is refused where its texts are none of what the table holds', async () => {
    const texts = { table: `(SELECT i::VARCHAR AS id, 'x' || i AS code FROM range(3000) t(i))`, texts: 'read' as const };
    const problem = { code: 'DATA_TABLE_UNFIT', message: expect.stringContaining('code is integer in one table, and holds texts in a CSV file that are none') as string };
    await expect(suggest(texts, { table: typed('i'), texts: 'wrong' })).rejects.toMatchObject(problem);
    await expect(suggest({ table: typed('i'), texts: 'wrong' }, texts)).rejects.toMatchObject(problem);
  });
});

describe('the bound of a share', () => {
  it('holds the next batch’s share as often as it says, and not for being wide, also where batches differ', () => {
    const random = seededRandom('bounds');
    const draw = (rows: number, share: number): number => {
      let hits = 0;
      for (let i = 0; i < rows; i++) if (random.next() < share) hits++;
      return hits;
    };
    for (const spread of [0, 0.08]) {
      const shareOf = (): number => 0.15 + spread * (2 * random.next() - 1);
      let [beyond, naive] = [0, 0];
      const runs = 600;
      for (let run = 0; run < runs; run++) {
        const parts = Array.from({ length: 8 }, () => ({ rows: 300, hits: draw(300, shareOf()) }));
        const next = shareOf();
        if (next > boundShare(parts, 0.02)) beyond++;
        const [all, rows] = [parts.reduce((sum, part) => sum + part.hits, 0), 2400];
        if (next > clopperPearson(all, rows, 0.04)[1]) naive++;
      }
      expect(clopperPearson(beyond, runs, 0.001)[0]).toBeLessThanOrEqual(0.02);
      expect(clopperPearson(beyond, runs, 0.001)[1]).toBeGreaterThanOrEqual(0.02);
      if (spread > 0) expect(naive / runs).toBeGreaterThan(0.2);
    }
  });
});

describe('the form of a text', () => {
  it.each([
    ['ORD-1234', '[A-Z]{3}-[0-9]{4}'],
    ['a.b', String.raw`[a-z]\.[a-z]`],
    ['sensor-01', '[a-z]{5,}-[0-9]{2}'],
  ])('%s is %s', (text, pattern) => {
    expect(shapePattern([shapeOf(text)])).toBe(pattern);
    expect(new RegExp(`^(?:${pattern})$`).test(text)).toBe(true);
  });
  it('is none beyond ASCII', () => expect(shapePattern([shapeOf('é')])).toBeNull());
});
