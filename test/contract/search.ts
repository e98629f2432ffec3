import fc from 'fast-check';
import { type Kysely, sql, type SqlBool } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison, Field, Filter, OrderItem } from '../../src/kernel/index.ts';
import { type Db, findPage, type ReachOf } from '../../src/store/index.ts';
import { compareThings, field, holds, makeThings, MARKS, NAME, NO, NUMBERS, PATTERNS, SIZE, SOURCE, TEXTS, type Thing, TWICE, WORDS } from './naive-search.ts';

interface Tables {
  readonly thing: { readonly no: number; readonly name: string; readonly size: number | null };
  readonly thing_key: { readonly no: number; readonly name: string };
  readonly thing_mark: { readonly thing: number; readonly key: number; readonly value: number; readonly is_nan: number };
  readonly thing_word: { readonly thing: number; readonly key: string; readonly value: string };
  readonly thing_source: { readonly thing: number; readonly name: string };
}

const reachIn = (t: Kysely<Tables>): ReachOf => {
  const thing = (column: string) => sql.ref(`thing.${column}`);
  return ({ entity, key }) => {
    if (entity === 'mark') {
      const no = t.selectFrom('thing_key').select('no').where('name', '=', key);
      return { kind: 'keyed', table: 'thing_mark', on: { thing: thing('no'), key: sql`(${no})` }, value: 'value', nan: 'is_nan' };
    }
    if (entity === 'word') return { kind: 'keyed', table: t.selectFrom('thing_word').selectAll(), on: { thing: thing('no'), key: sql`${key}` }, value: 'value' };
    if (entity === 'source')
      return { kind: 'rows', exists: (test) => sql<SqlBool>`exists (select 1 from thing_source as s where s.thing = thing.no and ${test(sql.ref('s.name'))})` };
    if (key === 'twice') return { kind: 'column', value: sql`${thing('size')} + ${thing('size')}` };
    return { kind: 'column', value: thing(key), nullable: key === 'size' };
  };
};

const comparisonOf = (one: Field): fc.Arbitrary<Filter> => {
  const make = (operator: Comparison['operator'], rest: object): Filter => ({ kind: 'comparison', field: one, operator, ...rest }) as Filter;
  const presence = fc.constantFrom('IS NULL' as const, 'IS NOT NULL' as const).map((operator) => make(operator, {}));
  const known: fc.Arbitrary<string | number> = one.type === 'text' ? fc.constantFrom(...TEXTS) : one.type === 'id' ? fc.nat(60) : fc.constantFrom(...NUMBERS);
  const lists = fc
    .tuple(fc.constantFrom('IN' as const, 'NOT IN' as const), fc.array(known, { minLength: 1, maxLength: 4 }))
    .map(([operator, values]) => make(operator, { values }));
  const comparators = one.type === 'number' ? (['=', '!=', '<', '<=', '>', '>='] as const) : (['=', '!='] as const);
  const comparisons = fc.tuple(fc.constantFrom(...comparators), known).map(([operator, value]) => make(operator, { value }));
  const patterns = fc
    .tuple(fc.constantFrom('LIKE' as const, 'NOT LIKE' as const, 'ILIKE' as const, 'NOT ILIKE' as const), fc.constantFrom(...PATTERNS))
    .map(([operator, value]) => make(operator, { value }));
  return one.type === 'text' ? fc.oneof(comparisons, patterns, lists, presence) : fc.oneof({ weight: 3, arbitrary: comparisons }, lists, presence);
};

const singles = [...MARKS, ...WORDS, NAME, SIZE, TWICE, NO];
const { filter: filters } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...singles, SOURCE).chain(comparisonOf),
    fc.tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { maxLength: 4 })).map(([kind, of]): Filter => ({ kind, of })),
    tie('filter').map((of): Filter => ({ kind: 'not', of })),
  ),
}));
const orders = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...singles.filter((one) => one !== NO)), fc.constantFrom('asc' as const, 'desc' as const)), { selector: ([one]) => one, maxLength: 4 })
  .map((items): OrderItem[] => [...items.map(([one, direction]) => ({ field: one, direction })), { field: NO, direction: 'desc' }]);

/** What every record store must do when it is searched. `open` opens an empty database. */
export function describeSearch(name: string, open: () => Promise<Db>): void {
  describe(`${name}, when it is searched,`, () => {
    const things = makeThings(60, 'things');
    let db: Db;
    let t: Kysely<Tables>;

    const insert = async (one: Thing): Promise<void> => {
      await t.insertInto('thing').values({ no: one.no, name: one.name, size: one.size }).execute();
      for (const [key, value] of Object.entries(one.marks)) {
        const no = key === 'loss' ? 1 : 2;
        await t
          .insertInto('thing_mark')
          .values({ thing: one.no, key: no, value: Number.isNaN(value) ? 0 : value, is_nan: Number(Number.isNaN(value)) })
          .execute();
      }
      for (const [key, value] of Object.entries(one.words)) await t.insertInto('thing_word').values({ thing: one.no, key, value }).execute();
      for (const source of one.sources) await t.insertInto('thing_source').values({ thing: one.no, name: source }).execute();
    };

    beforeAll(async () => {
      db = await open();
      t = db.tables<Tables>();
      const { schema } = db.kysely;
      await schema.createTable('thing').addColumn('no', 'bigint').addColumn('name', 'text').addColumn('size', 'bigint').execute();
      await schema.createTable('thing_key').addColumn('no', 'bigint').addColumn('name', 'text').execute();
      await schema.createTable('thing_mark').addColumn('thing', 'bigint').addColumn('key', 'bigint').addColumn('value', 'double precision').addColumn('is_nan', 'bigint').execute();
      await schema.createTable('thing_word').addColumn('thing', 'bigint').addColumn('key', 'text').addColumn('value', 'text').execute();
      await schema.createTable('thing_source').addColumn('thing', 'bigint').addColumn('name', 'text').execute();
      await t
        .insertInto('thing_key')
        .values([
          { no: 1, name: 'loss' },
          { no: 2, name: 'f1 score' },
        ])
        .execute();
      for (const one of things) await insert(one);
    });
    afterAll(() => db.close());

    const search = (about: { filter: Filter; order?: readonly OrderItem[]; limit?: number; token?: string | undefined; scope?: string }) =>
      findPage(db, {
        rows: t.selectFrom('thing').select('thing.no'),
        scope: about.scope ?? 'all',
        reach: reachIn(t),
        filter: about.filter,
        order: about.order ?? [{ field: NO, direction: 'asc' }],
        limit: about.limit ?? 1000,
        token: about.token,
      });

    const searchAll = async (about: { filter: Filter; order?: readonly OrderItem[]; limit: number }): Promise<number[]> => {
      const found: number[] = [];
      for (let token: string | undefined, more = true; more; more = token !== undefined) {
        const page = await search({ ...about, token });
        found.push(...page.items.map((row) => row.no));
        token = page.next;
      }
      return found;
    };

    it('finds what a naive reader finds, in the same order, in pages of any size', async () => {
      await fc.assert(
        fc.asyncProperty(filters, orders, fc.integer({ min: 1, max: 70 }), async (filter, order, limit) => {
          const expected = things
            .filter((one) => holds(one, filter))
            .toSorted((a, b) => compareThings(a, b, order))
            .map((one) => one.no);
          expect(await searchAll({ filter, order, limit })).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    });

    it('gives the rows alone, and no token on the last page', async () => {
      const all: Filter = { kind: 'and', of: [] };
      expect(await search({ filter: all, limit: things.length })).toEqual({ items: things.map(({ no }) => ({ no })) });
      expect(await search({ filter: all, limit: 2 })).toEqual({ items: [{ no: 0 }, { no: 1 }], next: expect.any(String) as string });
      expect(await search({ filter: { kind: 'or', of: [] } })).toEqual({ items: [] });
    });

    it('asks for more fields than can be joined', async () => {
      const words = Array.from({ length: 150 }, (_, i) => field('word', i === 149 ? 'team' : `absent ${i}`, 'text'));
      const filter: Filter = { kind: 'or', of: words.map((one) => ({ kind: 'comparison', field: one, operator: 'IS NOT NULL' })) };
      const marks = Array.from({ length: 20 }, (_, i): OrderItem => ({ field: field('mark', i === 19 ? 'loss' : `absent ${i}`, 'number'), direction: 'desc' }));
      const order: OrderItem[] = [...marks, { field: NO, direction: 'asc' }];
      const expected = things.filter((one) => one.words['team'] !== undefined).toSorted((a, b) => compareThings(a, b, order));
      expect(await searchAll({ filter, order, limit: 13 })).toEqual(expected.map((one) => one.no));
    });

    it('answers the largest filter that can be parsed', async () => {
      const smallest: Filter = { kind: 'comparison', field: SIZE, operator: 'IN', values: Array.from({ length: 10_000 }, (_, i) => i) };
      let filter: Filter = { kind: 'and', of: [smallest, ...Array<Filter>(99).fill({ kind: 'comparison', field: MARKS[0]!, operator: '!=', value: 7 })] };
      for (let depth = 0; depth < 40; depth++) filter = { kind: 'not', of: depth % 2 === 0 ? filter : { kind: 'or', of: [filter, { kind: 'or', of: [] }] } };
      expect((await search({ filter })).items).toHaveLength(things.filter((one) => holds(one, filter)).length);
    });

    it('neither repeats nor hides rows while others come and go', async () => {
      const order: OrderItem[] = [
        { field: MARKS[0]!, direction: 'desc' },
        { field: NO, direction: 'asc' },
      ];
      const filter: Filter = { kind: 'and', of: [] };
      const expected = things.toSorted((a, b) => compareThings(a, b, order)).map((one) => one.no);
      const found: number[] = [];
      const strangers = makeThings(40, 'strangers').map((one) => ({ ...one, no: one.no + 1000 }));
      for (let token: string | undefined, more = true; more; more = token !== undefined) {
        const page = await search({ filter, order, limit: 7, token });
        found.push(...page.items.map((row) => row.no));
        token = page.next;
        for (const stranger of strangers.splice(0, 5)) await insert(stranger);
      }
      expect(found.filter((no) => no < 1000)).toEqual(expected);
      expect(new Set(found).size).toBe(found.length);
      for (const table of ['thing_mark', 'thing_word', 'thing_source'] as const) await t.deleteFrom(table).where('thing', '>=', 1000).execute();
      await t.deleteFrom('thing').where('no', '>=', 1000).execute();
    });

    it('refuses a token of another question, and what is no token', async () => {
      const filter: Filter = { kind: 'comparison', field: SIZE, operator: '>', value: 0 };
      const { next } = await search({ filter, limit: 1 });
      const refusal = expect.objectContaining({ code: 'FILTER_PAGE_TOKEN', status: 400, message: expect.stringMatching(/^Invalid page token/) as string }) as Error;
      await expect(search({ filter: { ...filter, value: 1 }, token: next })).rejects.toThrow(refusal);
      await expect(search({ filter, token: next, scope: 'some' })).rejects.toThrow(refusal);
      await expect(search({ filter, token: next, order: [{ field: NO, direction: 'desc' }] })).rejects.toThrow(refusal);
      const [question] = JSON.parse(Buffer.from(next!, 'base64url').toString()) as string[];
      const tampered = [[], [question], [question, 'value'], [question, 'value', 'x'], [question, 'nan'], [question, 'other', 1], [question, 'value', 1, 2], {}];
      const tokens = [...tampered.map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')), 'not a token', '☃', 'x'.repeat(10_000)];
      for (const token of tokens) await expect(search({ filter, token })).rejects.toThrow(refusal);
      await expect(search({ filter, token: Buffer.from(JSON.stringify([question, 'value', 1e300])).toString('base64url') })).resolves.toEqual({ items: [] });
    });
  });
}
