import type { DuckDBType, DuckDBValue, DuckDBValueConverter } from '@duckdb/node-api';
import { DAY } from '../kernel/index.ts';
import { storeErrors } from './store.errors.ts';

/** The module, once it is loaded. */
export type DuckDb = typeof import('@duckdb/node-api');

/** Turns DuckDB's values of one column into plain ones: see `Columns.query`. */
export function createPlainConverter(duckdb: DuckDb, column: string): DuckDBValueConverter<unknown> {
  const { DuckDBTypeId: Id, JSDuckDBValueConverter: fallback } = duckdb;
  const whole = (value: DuckDBValue): number => {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw storeErrors.NUMBER_TOO_LARGE({ column, value: String(value) });
    return number;
  };
  const text = String;
  const converters: Readonly<Record<number, (value: DuckDBValue, type: DuckDBType) => unknown>> = {
    [Id.BIGINT]: whole,
    [Id.UBIGINT]: whole,
    [Id.HUGEINT]: whole,
    [Id.UHUGEINT]: whole,
    [Id.BIGNUM]: whole,
    [Id.TIMESTAMP]: (value) => Number((value as { micros: bigint }).micros) / 1000,
    [Id.TIMESTAMP_TZ]: (value) => Number((value as { micros: bigint }).micros) / 1000,
    [Id.TIMESTAMP_S]: (value) => Number((value as { seconds: bigint }).seconds) * 1000,
    [Id.TIMESTAMP_MS]: (value) => Number((value as { millis: bigint }).millis),
    [Id.TIMESTAMP_NS]: (value) => Number((value as { nanos: bigint }).nanos / 1000n) / 1000,
    [Id.DATE]: (value) => (value as { days: number }).days * DAY,
    [Id.TIME]: text,
    [Id.TIME_TZ]: text,
    [Id.TIME_NS]: text,
    [Id.INTERVAL]: text,
    [Id.BLOB]: (value) => new Uint8Array((value as { bytes: Uint8Array }).bytes),
  };
  const plain: DuckDBValueConverter<unknown> = (value, type) => {
    if (value === null) return null;
    const convert = converters[type.typeId];
    return convert === undefined ? fallback(value, type, plain as never) : convert(value, type);
  };
  return plain;
}

/** How a column of this type (as `DESCRIBE` names it) becomes doubles: an SQL expression; undefined for what becomes text. */
export function numericExpression(type: string, column: string): string | undefined {
  if (/^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN)$/.test(type)) return `CAST(${column} AS DOUBLE)`;
  if (/^(?:DATE|TIMESTAMP.*)$/.test(type)) return `CAST(epoch_us(CAST(${column} AS ${type === 'TIMESTAMP WITH TIME ZONE' ? type : 'TIMESTAMP'})) / 1000.0 AS DOUBLE)`;
  return undefined;
}
