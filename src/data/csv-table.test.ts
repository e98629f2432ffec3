import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Means, openMeans } from '../store/index.ts';
import { csvTable, csvTexts } from './csv-table.store.ts';

let root: string;
let means: Means & { close(): Promise<void> };
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'csv-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: [] });
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

async function read(content: string | Buffer, by = csvTable): Promise<unknown[]> {
  const path = join(root, 'table.csv');
  await writeFile(path, content);
  return means.columns.query(`SELECT * FROM ${await by(means.columns, path, 'table.csv')}`);
}
const types = async (): Promise<unknown> =>
  (await means.columns.query<{ column_type: string }>(`DESCRIBE SELECT * FROM ${await csvTable(means.columns, join(root, 'table.csv'), 'table.csv')}`)).map(
    (one) => one.column_type,
  );
const lines = (rows: number, broken: number): string => `a,b\n${Array.from({ length: rows }, (_, i) => `${i},${i === broken ? '1,2' : i}\n`).join('')}`;

it('reads what is written with another delimiter, a mark of byte order, quotes, a single column', async () => {
  expect(await read('\uFEFFname;"a;b"\r\n"x ""y""";1\r\n')).toEqual([{ name: 'x "y"', 'a;b': 1 }]);
  expect(await read('name\nx\n')).toEqual([{ name: 'x' }]);
  expect(await read('"last, first"\nx\ny\n')).toHaveLength(2);
  expect(await read('a,b\n')).toEqual([]);
});

it('tells the line that has another number of values, where the whole would be read as one column', async () => {
  await expect(read(lines(1_000, 499))).rejects.toMatchObject({
    code: 'DATA_FILE_UNREADABLE',
    message: expect.stringContaining('line 501 has 3 values, the line of names 2: 499,1,2') as string,
  });
  // Beyond the rows by which the delimiter is found out.
  await expect(read(lines(30_000, 29_000))).rejects.toThrow(/table\.csv/);
});

it('tells an empty file, and one of another encoding', async () => {
  await expect(read('')).rejects.toThrow(/table\.csv cannot be read: it is empty/);
  await expect(read(Buffer.from('name,v\nMüller,1\n', 'latin1'))).rejects.toMatchObject({
    message: expect.stringContaining('line 2 is not UTF-8') as string,
  });
});

it.each([
  ['a,b\n1,2\n3\n4,5\n', 'line 3 has 1 value, the line of names 2: 3'],
  ['a,b\n1,2\n3,4,5\n', 'line 3 has 3 values, the line of names 2: 3,4,5'],
  ['a,b\n1,2,3\n4,5,6\n', 'line 2 has 3 values, the line of names 2: 1,2,3'],
  ['a,b,c\n1,2\n3,4\n', 'line 2 has 2 values, the line of names 3: 1,2'],
  ['a,b,c\n1,2\n', 'line 2 has 2 values, the line of names 3: 1,2'],
  ['Report\na,b\n1,2\n3,4\n5,6\n', 'line 2 has 2 values, the line of names 1: a,b'],
  ['Report\na;b\n1;2\n3;4\n', 'line 2 has 2 values between ";", the line of names one'],
  ['a,b\n1,2\n"x,3\n4,5\n', 'line 3 has a quote that is never closed: "x,3'],
  ['a,b\r\n1,2\n3,4\r\n', 'line 2 ends with \\n, those before it with \\r\\n'],
  [`a,b\n1,2\n${'x'.repeat(3_000_000)},2\n`, 'line 3 is longer than'],
  [Buffer.from('M\xfcller,b\n1,2\n', 'latin1'), 'line 1 is not UTF-8'],
  [Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'it is UTF-16, not UTF-8'],
])('refuses the few lines %j and names the one that is wrong, whether it reads types or texts', async (content, reason) => {
  for (const by of [csvTable, csvTexts]) {
    const refused = read(content, by);
    await expect(refused).rejects.toMatchObject({ code: 'DATA_FILE_UNREADABLE', message: expect.stringContaining(reason) as string });
  }
});

it('takes no line for a comment, no name for a value, and no other quotes than those of CSV', async () => {
  expect(await read('a,b\n#x,1\n2,3\n')).toEqual([
    { a: '#x', b: 1 },
    { a: '2', b: 3 },
  ]);
  expect(await read('1,2\n3,4\n')).toEqual([{ 1: 3, 2: 4 }]);
  expect(await read('a,b\n"x\\"y",2\n')).toEqual([{ a: 'x"y', b: 2 }]);
  expect(await read('a,b\n5" pipe,2\n')).toEqual([{ a: '5" pipe', b: 2 }]);
  expect(await read('pair\n"1;2"\n"3;4"\n')).toHaveLength(2);
  expect(await read('a,a,A\n1,2,3\n')).toEqual([{ a: 1, a_1: 2, A_2: 3 }]);
  expect(await read('a,b\n1,2\n\n3,4\n\n')).toHaveLength(2);
});

it('keeps the digits of what only looks like numbers', async () => {
  expect(await read('zip,id,code,n\n00501,12345678901234567890,1.50,1\n94103,12345678901234567891,2,-2\n')).toEqual([
    { zip: '00501', id: '12345678901234567890', code: 1.5, n: 1 },
    { zip: '94103', id: '12345678901234567891', code: 2, n: -2 },
  ]);
  expect(await types()).toEqual(['VARCHAR', 'VARCHAR', 'DOUBLE', 'BIGINT']);
  expect(await read('n\n0\n0.25\n0.12345678901234567\n-0.5\n1e300\n')).toHaveLength(5);
  expect(await types()).toEqual(['DOUBLE']);
});

it('keeps digits and signs behind spaces and signs too', async () => {
  await read('zip,code,phone,n,d\n94103,12,+4917012345,1,5.2\n" 00501",-007,+49301234,-2,1.5\n');
  expect(await types()).toEqual(['VARCHAR', 'VARCHAR', 'VARCHAR', 'BIGINT', 'DOUBLE']);
});

it('reads a line of names of any length, with any letters and quotes within a name', async () => {
  const names = Array.from({ length: 700 }, (_, i) => `${'feature_'.repeat(12)}${i}`);
  const [row] = (await read(`${names.join(',')}\n${names.map((_, i) => i).join(',')}\n`, csvTexts)) as Record<string, string>[];
  expect([Object.keys(row!).length, row![names[699]!]]).toEqual([700, '699']);
  // Of two bytes a letter, from an odd place on: one is cut wherever the first reading ends.
  for (const shift of ['', 'x']) expect(await read(`${shift}${'ü'.repeat(40_000)},b\n1,2\n`)).toHaveLength(1);
  expect(await read('na\uFFFDme,b\n1,2\n')).toEqual([{ 'na\uFFFDme': 1, b: 2 }]);
  expect(await read('size 5",b\n1,2\n"x",3\n')).toEqual([
    { 'size 5"': '1', b: 2 },
    { 'size 5"': 'x', b: 3 },
  ]);
});

it('blames no line end in quotes', async () => {
  await expect(read('a,b\n"x\r\ny",2\n3" "x",4\r\n5,6\r\n')).rejects.toThrow(/line 4 ends with \\r\\n, those before it with \\n/);
  const refused = await read('a,b\n"x\r\ny",2\n"3" x,4\n').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'DATA_FILE_UNREADABLE', message: expect.not.stringContaining('ends with') as string });
});

it('finds out types from all values, however late one is of another kind', async () => {
  const many = `a,b\n${Array.from({ length: 60_000 }, (_, i) => `${i},${i === 59_990 ? 'x' : i}\n`).join('')}`;
  expect(await read(many)).toHaveLength(60_000);
  expect(await types()).toEqual(['BIGINT', 'VARCHAR']);
});

it('reads back any values that are written as CSV, and refuses them with a value more or less in any line', async () => {
  const value = fc.stringMatching(/^[a-z,;"'#\\|\t\n ]{0,6}$/).filter((text) => text.trim() !== '');
  const table = fc.integer({ min: 2, max: 4 }).chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));
  const written = (values: readonly string[]): string => `${values.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`;
  await fc.assert(
    fc.asyncProperty(table, fc.nat(), fc.boolean(), async (rows, at, more) => {
      const names = rows[0]!.map((_, i) => `c${i}`);
      const found = (await read(`${names.join(',')}\n${rows.map(written).join('')}`, csvTexts)) as Record<string, string>[];
      expect(found.map((row) => Object.values(row))).toEqual(rows);
      const ragged = rows.map((row, i) => (i === at % rows.length ? (more ? [...row, 'x'] : row.slice(1)) : row));
      await expect(read(`${names.join(',')}\n${ragged.map(written).join('')}`, csvTexts)).rejects.toThrow(/table\.csv cannot be read: line \d+ has/);
    }),
    { numRuns: 60 },
  );
});
