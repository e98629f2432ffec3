import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Columns, quoteIdentifier, quoteLiteral } from '../../src/store/index.ts';

const coded = (code: string, text: string): Error => expect.objectContaining({ code, message: expect.stringContaining(text) as string }) as Error;

/** What every engine for tables must do. `open` opens a fresh one. */
export function describeColumns(name: string, open: () => Columns): void {
  describe(`${name} over tables`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'capstan-columns-'));
    const columns = open();
    afterAll(async () => {
      await columns.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('gives columns the names that every object inherits', async () => {
      const rows = await columns.query(`SELECT 1 AS "__proto__", 'Ferrari' AS "constructor"`);
      expect(JSON.stringify(rows)).toBe('[{"__proto__":1,"constructor":"Ferrari"}]');
    });

    it('gives plain values for every type', async () => {
      const at = Date.UTC(2001, 1, 20, 14, 5, 6, 789);
      const [row] = await columns.query(`SELECT
        true AS yes, 7::TINYINT AS tiny, 9007199254740991::BIGINT AS big, (5::HUGEINT) AS huge, 3::UBIGINT AS unsigned, 1.5::FLOAT AS single, 0.1::DOUBLE AS double,
        12.34::DECIMAL(10,2) AS exact, TIMESTAMP '2001-02-20 14:05:06.789' AS at, TIMESTAMPTZ '2001-02-20 15:05:06.789+01' AS zoned, TIMESTAMP_S '2001-02-20 14:05:06' AS at_s,
        TIMESTAMP_MS '2001-02-20 14:05:06.789' AS at_ms, TIMESTAMP_NS '2001-02-20 14:05:06.789' AS at_ns, TIMESTAMP '2001-02-20 14:05:06.789123' AS micro, DATE '1969-12-31' AS day, TIME '14:05:06' AS time,
        'text ☃' AS text, 'ORD'::ENUM('ORD', 'JFK') AS one_of, [1::BIGINT, NULL, 3] AS list, {'a': 1::BIGINT, 'b': [TIMESTAMP '1970-01-01 00:00:01']} AS struct,
        '\\x00\\xFF'::BLOB AS bytes, INTERVAL 90 MINUTE AS span, NULL AS nothing, sum(x) AS total, [x, 2] AS fixed FROM (SELECT 1::BIGINT AS x) GROUP BY x`);
      expect(row).toEqual({
        yes: true,
        tiny: 7,
        big: Number.MAX_SAFE_INTEGER,
        huge: 5,
        unsigned: 3,
        single: 1.5,
        double: 0.1,
        exact: 12.34,
        at,
        zoned: at,
        at_s: at - 789,
        at_ms: at,
        at_ns: at,
        micro: at + 0.123,
        day: -86_400_000,
        time: '14:05:06',
        text: 'text ☃',
        one_of: 'ORD',
        list: [1, null, 3],
        struct: { a: 1, b: [1000] },
        bytes: Uint8Array.of(0, 255),
        span: '01:30:00',
        nothing: null,
        total: 1,
        fixed: [1, 2],
      });
    });

    it('takes parameters of every kind, in any number and order, and text only as text', async () => {
      const evil = `'; DROP TABLE x; -- "☃`;
      expect(await columns.query('SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $1 AS again, $5 + 1 AS e, $6 AS f', [evil, true, 0.5, null, 4, 978_307_200_000])).toEqual([
        { a: evil, b: true, c: 0.5, d: null, again: evil, e: 5, f: 978_307_200_000 },
      ]);
      expect(await columns.query(`SELECT ${quoteLiteral(evil)} AS ${quoteIdentifier(evil)}`)).toEqual([{ [evil]: evil }]);
      expect(await columns.query('SELECT i FROM range(100) t(i) WHERE i >= $1 ORDER BY i LIMIT $2', [10, 2])).toEqual([{ i: 10 }, { i: 11 }]);
    });

    it('refuses a whole number that it could not give exactly, with its column', async () => {
      await expect(columns.query('SELECT 9007199254740993::BIGINT AS distance')).rejects.toThrow(coded('STORE_NUMBER_TOO_LARGE', 'distance'));
      expect(await columns.query('SELECT CAST(9007199254740993 AS VARCHAR) AS distance')).toEqual([{ distance: '9007199254740993' }]);
    });

    it('gives columns as typed arrays: numbers, truth and times with NaN for NULL, the rest as text', async () => {
      const set = await columns.columnsOf(
        `SELECT i, CASE WHEN i = 1 THEN NULL ELSE i / 2 END AS half, i = 2 AS two, TIMESTAMP '2001-01-01' + to_milliseconds(i) AS at, DATE '1970-01-02' AS day,
         'ORD' || i AS origin, NULLIF('x', 'x') AS none, 1.25::DECIMAL(5,2) AS exact, sum(i) OVER (ORDER BY i) AS total, [i] AS list, TIMESTAMPTZ '1970-01-01 01:00:00+01' AS zoned, i AS i
         FROM range($1) t(i) ORDER BY i`,
        [3],
      );
      expect(set.rows).toBe(3);
      expect(set.names).toEqual(['i', 'half', 'two', 'at', 'day', 'origin', 'none', 'exact', 'total', 'list', 'zoned', 'i']);
      const start = Date.UTC(2001, 0, 1);
      expect(set.columns).toEqual([
        Float64Array.of(0, 1, 2),
        Float64Array.of(0, Number.NaN, 1),
        Float64Array.of(0, 0, 1),
        Float64Array.of(start, start + 1, start + 2),
        Float64Array.of(86_400_000, 86_400_000, 86_400_000),
        ['ORD0', 'ORD1', 'ORD2'],
        [null, null, null],
        Float64Array.of(1.25, 1.25, 1.25),
        Float64Array.of(0, 1, 3),
        ['[0]', '[1]', '[2]'],
        Float64Array.of(0, 0, 0),
        Float64Array.of(0, 1, 2),
      ]);
    });

    it('tells texts apart that differ in one byte, in length, or in being there', async () => {
      const texts = ['', 'a', 'a\u0001', 'aaaa', 'aaab', 'aaaaaaaaaaaa', 'aaaaaaaaaaab', 'aaaaaaaaaaaaa', 'é', 'ë', '☃☃☃☃', '☃☃☃☄', 'a long text that does not fit'];
      const list = texts.map(quoteLiteral).join(', ');
      const { columns: read } = await columns.columnsOf(
        `SELECT [${list}, NULL][1 + (i * 7919) % ${texts.length + 1}] AS t, 1 + (i * 7919) % ${texts.length + 1} AS n, 'code ' || (hash(i) % 5000) AS many, hash(i) % 5000 AS of FROM range(20000) t(i)`,
      );
      const expected = [...texts, null];
      expect(read[0]).toEqual(Array.from(read[1] as Float64Array, (n) => expected[n - 1]));
      expect(read[2]).toEqual(Array.from(read[3] as Float64Array, (n) => `code ${n}`));
    });

    it('gives columns of no rows', async () => {
      expect(await columns.columnsOf("SELECT 1 AS n, 'a' AS s WHERE false")).toEqual({ rows: 0, names: ['n', 's'], columns: [new Float64Array(0), []] });
    });

    it('keeps the order of 300,000 rows through file and columns', async () => {
      const path = join(folder, 'ordered.parquet');
      expect(await columns.copyToParquet("SELECT i, 'row ' || i AS name FROM range(300000) t(i) ORDER BY hash(i), i", path)).toEqual({ rows: 300_000 });
      const { columns: read } = await columns.columnsOf('SELECT i, name FROM read_parquet($1)', [path]);
      const numbers = read[0] as Float64Array;
      const names = read[1] as string[];
      expect(names).toHaveLength(300_000);
      expect(numbers.every((n, row) => names[row] === `row ${n}`)).toBe(true);
      expect(Float64Array.from(numbers).toSorted()).toEqual(Float64Array.from({ length: 300_000 }, (_, i) => i));
      const [check] = await columns.query('SELECT count(*) AS wrong FROM (SELECT hash(i) AS h, lag(hash(i)) OVER () AS before FROM read_parquet($1)) WHERE before > h', [path]);
      expect(check).toEqual({ wrong: 0 });
    });

    it('writes the same bytes for the same rows, whatever engine and however often', async () => {
      const other = open();
      const source = join(folder, 'ordered.parquet');
      const sql = 'SELECT i, name, i * 0.1 AS tenth FROM read_parquet($1) WHERE i % 3 <> $2';
      const paths = ['one', 'two', 'three'].map((each) => join(folder, 'deep', 'er', `${each}.parquet`));
      for (const [i, path] of paths.entries()) await (i === 2 ? other : columns).copyToParquet(sql, path, [source, 1]);
      await other.close();
      const [first, ...rest] = paths.map((path) => readFileSync(path));
      for (const bytes of rest) expect(Buffer.compare(bytes, first!)).toBe(0);
    });

    it('answers many at once, each with its own result', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => columns.query<{ n: number }>('SELECT count(*) * $1 AS n FROM range(1000)', [i])));
      expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 50 }, (_, i) => 1000 * i));
    });

    it('reads two results stretch by stretch at once, answers queries beside them, and writes the same bytes meanwhile', async () => {
      const path = join(folder, 'meanwhile.parquet');
      const [quiet, busy] = ['quiet', 'busy'].map((each) => join(folder, `${each}.parquet`)) as [string, string];
      await columns.copyToParquet("SELECT i, 'row ' || hash(i) AS name FROM range(200000) t(i)", path);
      const sql = 'SELECT i, name FROM read_parquet($1) WHERE i % 3 <> 1';
      await columns.copyToParquet(sql, quiet, [path]);
      const rowsOfEach = 2_000_000;
      const [begun, ended] = [new Set<number>(), new Set<number>()];
      let [together, inOrder] = [false, true];
      const read = async (which: number): Promise<number> => {
        let [last, rows] = [-1, 0];
        await columns.batchesOf(`SELECT i + $1 AS i FROM range(${rowsOfEach}) t(i)`, [which], (batch) => {
          begun.add(which);
          if (begun.size > 1 && ended.size === 0) together = true;
          for (const i of batch.columns[0] as Float64Array) {
            if (i <= last) inOrder = false;
            last = i;
          }
          rows += batch.rows;
        });
        ended.add(which);
        return rows;
      };
      const failing = columns.batchesOf('SELECT i FROM read_parquet($1)', [path], () => {
        throw new RangeError('enough');
      });
      await expect(failing).rejects.toThrow(expect.objectContaining({ code: 'STORE_QUERY_FAILED' }) as Error);
      const [first, second, third, [answer]] = await Promise.all([...[0, 1, 2].map(read), columns.query('SELECT 1 AS one'), columns.copyToParquet(sql, busy, [path])] as [
        Promise<number>,
        Promise<number>,
        Promise<number>,
        Promise<unknown[]>,
        Promise<unknown>,
      ]);
      expect([first, second, third, answer]).toEqual([rowsOfEach, rowsOfEach, rowsOfEach, { one: 1 }]);
      expect({ together, inOrder }).toEqual({ together: true, inOrder: true });
      expect(Buffer.compare(readFileSync(busy), readFileSync(quiet))).toBe(0);
    });

    it('names a file that is not there, one that is broken, and a query that is wrong', async () => {
      const missing = join(folder, 'missing.parquet');
      await expect(columns.query('SELECT * FROM read_parquet($1)', [missing])).rejects.toThrow(coded('STORE_TABLE_MISSING', missing));
      const good = readFileSync(join(folder, 'ordered.parquet'));
      const middle = Buffer.from(good);
      middle.fill(0xab, 1000, Math.floor(good.length / 2));
      for (const [i, bytes] of [
        Buffer.from('not a table'),
        Buffer.alloc(0),
        good.subarray(0, good.length - 20),
        Buffer.concat([good.subarray(0, 4), Buffer.alloc(1000), Buffer.from('PAR1')]),
        middle,
      ].entries()) {
        const path = join(folder, `broken-${i}.parquet`);
        writeFileSync(path, bytes);
        const sql = 'SELECT sum(i) AS s, max(name) AS m FROM read_parquet($1)';
        await expect(columns.query(sql, [path]), `broken ${i}`).rejects.toThrow(coded('STORE_TABLE_UNREADABLE', path));
        await expect(columns.columnsOf(sql, [path]), `broken ${i}`).rejects.toThrow(coded('STORE_TABLE_UNREADABLE', path));
        await expect(columns.copyToParquet(sql, join(folder, 'never.parquet'), [path]), `broken ${i}`).rejects.toThrow(coded('STORE_TABLE_UNREADABLE', path));
      }
      await expect(columns.query('SELECT nope FROM range(3) t(i)')).rejects.toThrow(coded('STORE_QUERY_FAILED', 'nope'));
      await expect(columns.query('SELEC 1')).rejects.toThrow(coded('STORE_QUERY_FAILED', 'SELEC 1'));
      await expect(columns.query("SELECT * FROM 's3://bucket/table.parquet'")).rejects.toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^STORE_/) as string }) as Error,
      );
      expect(existsSync(join(folder, 'never.parquet'))).toBe(false);
      expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([]);
      expect(await columns.query('SELECT 1 AS still')).toEqual([{ still: 1 }]);
    });

    it('replaces a file in one step, and keeps the old one when the new one fails', async () => {
      const path = join(folder, 'replaced.parquet');
      await columns.copyToParquet('SELECT 1 AS n', path);
      await expect(columns.copyToParquet("SELECT CAST('x' || i AS INTEGER) AS n FROM range(3) t(i)", path)).rejects.toThrow(coded('STORE_QUERY_FAILED', 'x0'));
      expect(await columns.query('SELECT n FROM read_parquet($1)', [path])).toEqual([{ n: 1 }]);
      await columns.copyToParquet('SELECT 2 AS n', path);
      expect(await columns.query('SELECT n FROM read_parquet($1)', [path])).toEqual([{ n: 2 }]);
    });

    it('opens again after closing, and closes twice', async () => {
      const own = open();
      expect(await own.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
      let rows = 0;
      const reading = own.batchesOf('SELECT * FROM range(100000)', [], (batch) => (rows += batch.rows));
      await own.close();
      await reading;
      expect(rows).toBe(100_000);
      await own.close();
      expect(await own.query('SELECT 2 AS n')).toEqual([{ n: 2 }]);
      await own.close();
    });
  });
}
