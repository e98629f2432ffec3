import type { DataType, Field, RecordBatch, Vector } from 'apache-arrow';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { DuckDb } from '../duckdb-values.ts';

type Arrow = typeof import('apache-arrow');

/** How the values of an Arrow column become DuckDB's. */
export interface ArrowColumn {
  /** Of a field within a struct, the names on the way to it: `address.city`. */
  readonly name: string;
  /** Positions on the way to it: of the column, of a field within it, and so on. */
  readonly path: readonly number[];
  readonly type: DuckDBType;
  /** Values of one batch: what the row holds, never asked for where it is missing. */
  readonly of: (vector: Vector) => (row: number) => DuckDBValue;
}

type Reading = Omit<ArrowColumn, 'name' | 'path'>;

/** Says for each column of a schema how it is read, the fields of a struct each as a column; of those that cannot be, why not. */
export function readArrowColumns(means: { readonly arrow: Arrow; readonly duckdb: DuckDb }, fields: readonly Field[]): { columns: ArrowColumn[]; problems: string[] } {
  const columns: ArrowColumn[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  const read = (field: Field, name: string, path: readonly number[]): void => {
    const type = field.type as DataType;
    if (means.arrow.DataType.isStruct(type) && type.children.length > 0) {
      type.children.forEach((member, i) => read(member, `${name}.${member.name}`, [...path, i]));
      return;
    }
    const reading = readingOf(means, type);
    // DuckDB does not tell names apart by their case.
    if (seen.has(name.toLowerCase())) problems.push(`${name} is there twice`);
    else if (reading === undefined) problems.push(`${name} is ${String(field.type)}`);
    else columns.push({ name, path, ...reading });
    seen.add(name.toLowerCase());
  };
  fields.forEach((field, i) => read(field, field.name, [i]));
  return { columns, problems };
}

/** The values of a column in a batch, and whether a row has one: none is within a struct that is missing. */
export function locateColumn({ path }: ArrowColumn, batch: RecordBatch): { readonly vector: Vector; readonly holds: (row: number) => boolean } {
  const [first, ...rest] = path;
  const way: Vector[] = [batch.getChildAt(first!)!];
  for (const at of rest) way.push(way.at(-1)!.getChildAt(at)!);
  const gaps = way.filter((vector) => vector.nullCount > 0);
  return { vector: way.at(-1)!, holds: gaps.length === 0 ? () => true : (row) => gaps.every((vector) => vector.isValid(row)) };
}

function readingOf({ arrow, duckdb }: { readonly arrow: Arrow; readonly duckdb: DuckDb }, type: DataType): Reading | undefined {
  const { DataType: is, TimeUnit, DateUnit } = arrow;
  if (is.isNull(type)) return { type: duckdb.INTEGER, of: got };
  if (is.isBool(type)) return { type: duckdb.BOOLEAN, of: got };
  if (is.isUtf8(type) || is.isLargeUtf8(type) || is.isUtf8View(type)) return { type: duckdb.VARCHAR, of: got };
  if (is.isInt(type)) return { type: duckdb[`${type.isSigned ? '' : 'U'}${INTEGERS[type.bitWidth]}`], of: stored };
  if (is.isFloat(type)) return { type: type.precision === arrow.Precision.DOUBLE ? duckdb.DOUBLE : duckdb.FLOAT, of: type.precision === arrow.Precision.HALF ? got : stored };
  if (is.isDate(type)) {
    const day = type.unit === DateUnit.DAY ? (value: number | bigint) => Number(value) : (value: number | bigint) => Math.floor(Number(value) / 86_400_000);
    return { type: duckdb.DATE, of: made((value: number | bigint) => new duckdb.DuckDBDateValue(day(value))) };
  }
  if (is.isTimestamp(type)) {
    if (type.unit === TimeUnit.NANOSECOND && !type.timezone) return { type: duckdb.TIMESTAMP_NS, of: made((value: bigint) => new duckdb.DuckDBTimestampNanosecondsValue(value)) };
    const micros = MICROS[type.unit];
    return type.timezone
      ? { type: duckdb.TIMESTAMPTZ, of: made((value: bigint) => new duckdb.DuckDBTimestampTZValue(micros(value))) }
      : { type: duckdb.TIMESTAMP, of: made((value: bigint) => new duckdb.DuckDBTimestampValue(micros(value))) };
  }
  if (is.isDecimal(type)) {
    if (type.precision > 38 || type.scale < 0 || type.scale > type.precision) return undefined;
    const { precision, scale } = type;
    return { type: duckdb.DECIMAL(precision, scale), of: (vector) => (row) => new duckdb.DuckDBDecimalValue(wholeAt(vector, row, type.bitWidth / 32), precision, scale) };
  }
  if (is.isDictionary(type)) {
    const values = type.dictionary as DataType;
    // Other values come out of a dictionary changed: instants, say, as numbers.
    const isPlain = is.isUtf8(values) || is.isLargeUtf8(values) || is.isInt(values) || is.isFloat(values) || is.isBool(values);
    return isPlain ? { type: readingOf({ arrow, duckdb }, values)!.type, of: got } : undefined;
  }
  return undefined;
}

const INTEGERS = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' } as const;

/** As the library gives it. */
const got = (vector: Vector) => (row: number) => vector.get(row) as DuckDBValue;

/** As it lies in the file: 64-bit integers whole, instants in their own unit. */
const stored = (vector: Vector): ((row: number) => DuckDBValue) => {
  const values = vector.data[0]?.values as ArrayLike<DuckDBValue> | undefined;
  return (row) => values?.[row] as DuckDBValue;
};

const made =
  <V extends number | bigint>(make: (value: V) => DuckDBValue) =>
  (vector: Vector): ((row: number) => DuckDBValue) => {
    const at = stored(vector);
    return (row) => {
      const value = at(row) as V | undefined;
      return value === undefined ? (undefined as unknown as DuckDBValue) : make(value);
    };
  };

const times =
  (factor: bigint) =>
  (value: bigint): bigint => {
    const micros = value * factor;
    if (BigInt.asIntN(64, micros) !== micros) throw new RangeError(`the instant ${value} is beyond what microseconds reach`);
    return micros;
  };

/** Microseconds of what is in a unit, by its number in the format; of nanoseconds rounded down, which keeps the order of instants before 1970 too. */
const MICROS = [times(1_000_000n), times(1000n), times(1n), (value: bigint): bigint => (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n] as const;

/** A two's complement number of so many 32-bit words, least first. */
function wholeAt(vector: Vector, row: number, words: number): bigint {
  const values = vector.data[0]!.values as Uint32Array;
  let whole = 0n;
  for (let word = words - 1; word >= 0; word--) whole = (whole << 32n) | BigInt(values[row * words + word]! >>> 0);
  return BigInt.asIntN(words * 32, whole);
}
