import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as arrow from 'apache-arrow';
import { afterAll, expect, it } from 'vitest';
import { isCapstanError } from '../../kernel/index.ts';
import { openColumns } from '../open-columns.ts';

const folder = mkdtempSync(join(tmpdir(), 'arrow-'));
const spillFolder = join(folder, 'spill');
const store = openColumns({ spillFolder });
afterAll(async () => {
  await store.close();
  expect(readdirSync(spillFolder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

const raw = <T extends arrow.DataType>(type: T, data: ArrayLike<number> | ArrayLike<bigint>, valid: readonly boolean[] = []): arrow.Vector =>
  arrow.makeVector(
    arrow.makeData({
      type,
      length: valid.length || data.length,
      data: data as never,
      ...(valid.length > 0 && { nullCount: valid.filter((each) => !each).length, nullBitmap: bitmap(valid) }),
    } as never),
  ) as arrow.Vector;
const bitmap = (valid: readonly boolean[]) => Uint8Array.of(valid.reduce((bits, each, i) => bits | (each ? 1 << i : 0), 0));

/** Three rows of each type, and what DuckDB says that they are. */
const TYPES: Record<string, { vector: arrow.Vector; type: string; values: readonly (string | null)[] }> = {
  int8: { vector: arrow.vectorFromArray([-128, null, 127], new arrow.Int8()), type: 'TINYINT', values: ['-128', null, '127'] },
  uint32: { vector: arrow.vectorFromArray([0, null, 4294967295], new arrow.Uint32()), type: 'UINTEGER', values: ['0', null, '4294967295'] },
  int64: {
    vector: arrow.vectorFromArray([9007199254740993n, null, -9223372036854775808n], new arrow.Int64()),
    type: 'BIGINT',
    values: ['9007199254740993', null, '-9223372036854775808'],
  },
  uint64: { vector: arrow.vectorFromArray([18446744073709551615n, null, 1n], new arrow.Uint64()), type: 'UBIGINT', values: ['18446744073709551615', null, '1'] },
  half: { vector: arrow.vectorFromArray([0.5, null, -2], new arrow.Float16()), type: 'FLOAT', values: ['0.5', null, '-2.0'] },
  float: { vector: arrow.vectorFromArray([0.25, null, -0], new arrow.Float32()), type: 'FLOAT', values: ['0.25', null, '-0.0'] },
  double: { vector: arrow.vectorFromArray([0.1, null, NaN], new arrow.Float64()), type: 'DOUBLE', values: ['0.1', null, 'nan'] },
  bool: { vector: arrow.vectorFromArray([true, null, false], new arrow.Bool()), type: 'BOOLEAN', values: ['true', null, 'false'] },
  text: { vector: arrow.vectorFromArray(['', null, 'ünïcode 🚲 longer than a cell'], new arrow.Utf8()), type: 'VARCHAR', values: ['', null, 'ünïcode 🚲 longer than a cell'] },
  large: { vector: arrow.vectorFromArray(['a', null, 'b'], new arrow.LargeUtf8()), type: 'VARCHAR', values: ['a', null, 'b'] },
  category: {
    vector: arrow.vectorFromArray(['x', null, 'x'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())),
    type: 'VARCHAR',
    values: ['x', null, 'x'],
  },
  seconds: {
    vector: raw(new arrow.TimestampSecond(), BigInt64Array.of(-1n, 0n, 1n)),
    type: 'TIMESTAMP',
    values: ['1969-12-31 23:59:59', '1970-01-01 00:00:00', '1970-01-01 00:00:01'],
  },
  millis: {
    vector: raw(new arrow.TimestampMillisecond(), BigInt64Array.of(-1n, 0n, 1n), [true, false, true]),
    type: 'TIMESTAMP',
    values: ['1969-12-31 23:59:59.999', null, '1970-01-01 00:00:00.001'],
  },
  micros: {
    vector: raw(new arrow.TimestampMicrosecond(), BigInt64Array.of(-1n, 0n, 989_000_000_123_456n)),
    type: 'TIMESTAMP',
    values: ['1969-12-31 23:59:59.999999', '1970-01-01 00:00:00', '2001-05-04 18:13:20.123456'],
  },
  nanos: {
    vector: raw(new arrow.TimestampNanosecond(), BigInt64Array.of(-1n, 0n, 989_000_000_123_456_789n)),
    type: 'TIMESTAMP_NS',
    values: ['1969-12-31 23:59:59.999999999', '1970-01-01 00:00:00', '2001-05-04 18:13:20.123456789'],
  },
  zoned: {
    vector: raw(new arrow.Timestamp(arrow.TimeUnit.NANOSECOND, 'Europe/Paris'), BigInt64Array.of(-1n, 0n, 989_000_000_123_456_789n)),
    type: 'TIMESTAMP WITH TIME ZONE',
    values: ['1969-12-31 23:59:59.999999+00', '1970-01-01 00:00:00+00', '2001-05-04 18:13:20.123456+00'],
  },
  day: { vector: raw(new arrow.DateDay(), Int32Array.of(-1, 0, 11_446), [true, false, true]), type: 'DATE', values: ['1969-12-31', null, '2001-05-04'] },
  day64: { vector: raw(new arrow.DateMillisecond(), BigInt64Array.of(-86_400_000n, 0n, 988_934_400_000n)), type: 'DATE', values: ['1969-12-31', '1970-01-01', '2001-05-04'] },
  decimal: {
    vector: raw(new arrow.Decimal(2, 20, 128), Uint32Array.of(12_345, 0, 0, 0, 0, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff), [true, false, true]),
    type: 'DECIMAL(20,2)',
    values: ['123.45', null, '-0.01'],
  },
  nothing: { vector: raw(new arrow.Null(), [], [false, false, false]), type: 'INTEGER', values: [null, null, null] },
};

const tableOf = (vectors: Record<string, arrow.Vector>) => new arrow.Table(vectors as never);
const write = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const errorOf = async (path: string): Promise<{ code: string; message: string }> => {
  const error: unknown = await store.parquetOf(path).then(
    () => expect.fail('it was read'),
    (reason: unknown) => reason,
  );
  if (!isCapstanError(error)) throw error;
  return { code: error.code, message: error.message };
};

const table = tableOf(Object.fromEntries(Object.entries(TYPES).map(([name, { vector }]) => [name, vector])));
const batches = arrow.tableToIPC(new arrow.Table([...table.batches, ...table.batches, ...table.batches]), 'file');
const stream = arrow.tableToIPC(new arrow.Table([...table.batches, ...table.batches, ...table.batches]), 'stream');

it.each(['file', 'stream'] as const)('reads every flat type of a %s, batch by batch, exactly', async (form) => {
  const parquet = await store.parquetOf(write(`types.${form}`, form === 'file' ? batches : stream));
  const described = await store.query<{ column_name: string; column_type: string }>('DESCRIBE SELECT * FROM read_parquet($1)', [parquet]);
  const wanted = Object.entries(TYPES).map(([column_name, { type }]) => ({ column_name, column_type: type }));
  expect(described.map(({ column_name, column_type }) => ({ column_name, column_type }))).toEqual(wanted);
  const texts = Object.keys(TYPES).map((name) => `CAST(${name} AS VARCHAR) AS ${name}`);
  const rows = await store.query<Record<string, string | null>>(`SELECT ${texts.join(', ')} FROM read_parquet($1)`, [parquet]);
  expect(rows).toHaveLength(9);
  for (const [i, row] of rows.entries()) expect(row).toEqual(Object.fromEntries(Object.entries(TYPES).map(([name, { values }]) => [name, values[i % 3]])));
});

it('keeps every row in its place where there are more than are held at once', async () => {
  const [rows, size] = [260_000, 50_000];
  const pieces = Array.from({ length: Math.ceil(rows / size) }, (_, i) =>
    arrow.tableFromArrays({ n: Int32Array.from({ length: Math.min(size, rows - i * size) }, (__, row) => i * size + row) }),
  );
  const parquet = await store.parquetOf(write('long.arrow', arrow.tableToIPC(new arrow.Table(pieces.flatMap((piece) => piece.batches)), 'file')));
  const sql = 'SELECT count(*) AS rows, count(*) FILTER (n = file_row_number) AS placed FROM read_parquet($1, file_row_number = true)';
  expect(await store.query(sql, [parquet])).toEqual([{ rows, placed: rows }]);
});

it('makes it once, anew when the file has changed, and reads one without rows', async () => {
  const one = arrow.tableFromArrays({ n: Int32Array.of(1) });
  const path = write('changing.arrow', arrow.tableToIPC(one, 'file'));
  const [first, same] = await Promise.all([store.parquetOf(path), store.parquetOf(path)]);
  expect(same).toBe(first);
  write('changing.arrow', arrow.tableToIPC(one.slice(0, 0), 'file'));
  const next = await store.parquetOf(path);
  expect(await store.query('SELECT count(*) AS n FROM read_parquet($1)', [next])).toEqual([{ n: 0 }]);
});

it('reads the fields of structs as columns, missing where the struct is', async () => {
  const place = new arrow.Struct([
    new arrow.Field('city', new arrow.Utf8(), true),
    new arrow.Field('at', new arrow.Struct([new arrow.Field('x', new arrow.Int64(), true), new arrow.Field('y', new arrow.Float64(), true)]), true),
  ]);
  const places = arrow.vectorFromArray([{ city: 'Rome', at: { x: 1n, y: 0.5 } }, null, { city: null, at: null }, { city: 'Oslo', at: { x: null, y: -1 } }], place);
  const n = arrow.vectorFromArray([1, 2, 3, 4], new arrow.Int32());
  for (const [form, parts] of [
    ['file', 1],
    ['stream', 3],
  ] as const) {
    const once = tableOf({ n, place: places });
    const parquet = await store.parquetOf(write(`struct.${form}`, arrow.tableToIPC(new arrow.Table(Array.from({ length: parts }, () => once.batches).flat()), form)));
    const rows = await store.query('SELECT * FROM read_parquet($1)', [parquet]);
    expect(rows).toHaveLength(4 * parts);
    expect(rows.slice(-4)).toEqual([
      { n: 1, 'place.city': 'Rome', 'place.at.x': 1, 'place.at.y': 0.5 },
      { n: 2, 'place.city': null, 'place.at.x': null, 'place.at.y': null },
      { n: 3, 'place.city': null, 'place.at.x': null, 'place.at.y': null },
      { n: 4, 'place.city': 'Oslo', 'place.at.x': null, 'place.at.y': -1 },
    ]);
  }
});

it('names all columns that cannot be read, and leaves nothing behind', async () => {
  const lists = arrow.vectorFromArray([[1], [2]], new arrow.List(new arrow.Field('item', new arrow.Int32())));
  const bytes = arrow.vectorFromArray([Uint8Array.of(1), Uint8Array.of(2)], new arrow.Binary());
  const within = arrow.vectorFromArray([{ tags: [1] }, { tags: [] }], new arrow.Struct([new arrow.Field('tags', lists.type)]));
  const path = write('nested.arrow', arrow.tableToIPC(tableOf({ n: arrow.vectorFromArray([1, 2]), tags: lists, raw: bytes, within }), 'file'));
  const before = readdirSync(join(spillFolder, readdirSync(spillFolder)[0]!));
  expect(await errorOf(path)).toEqual({
    code: 'STORE_TABLE_UNSUPPORTED',
    message: expect.stringMatching(/nested\.arrow.*tags is List<Int32>; raw is Binary; within\.tags is List<Int32>/) as string,
  });
  expect(readdirSync(join(spillFolder, readdirSync(spillFolder)[0]!))).toEqual(before);
});

it('refuses what is broken, cut off or something else, with its name: never a part of the rows', async () => {
  const of = (name: string, bytes: Uint8Array | string) => errorOf(write(name, Buffer.from(bytes)));
  expect((await of('text.arrow', 'a,b\n1,2\n')).message).toMatch(/text\.arrow.*no Arrow file/);
  expect((await of('none.arrow', '')).message).toMatch(/no Arrow file/);
  expect(await of('v1.feather', 'FEA1 of old')).toMatchObject({ code: 'STORE_TABLE_UNSUPPORTED', message: expect.stringContaining('Feather V1') as string });
  expect(await errorOf(join(folder, 'gone.arrow'))).toMatchObject({ code: 'STORE_TABLE_MISSING' });
  for (const [form, whole] of Object.entries({ file: batches, stream }))
    for (let part = 1; part < 8; part++) {
      const cut = whole.subarray(0, Math.floor((whole.length * part) / 8));
      expect(await of(`cut-${part}.${form}`, cut), `${part}/8 of the ${form}`).toMatchObject({ code: 'STORE_TABLE_UNREADABLE' });
      // A hole of zeros, as a crash leaves in a file: the library takes it for the end of a stream.
      const holed = Uint8Array.from(whole).fill(0, cut.length, cut.length + Math.floor(whole.length / 8));
      const path = write(`hole-${part}.${form}`, holed);
      const rows = await store.parquetOf(path).then(
        async (parquet) => (await store.query<{ n: number }>('SELECT count(*) AS n FROM read_parquet($1)', [parquet]))[0]!.n,
        (error: unknown) => (isCapstanError(error, 'STORE_TABLE_UNREADABLE') ? 'refused' : error),
      );
      // Where it falls on values alone nothing tells it from zeros.
      expect([9, 'refused'], `a hole in the ${form} at ${part}/8`).toContain(rows);
    }
});
