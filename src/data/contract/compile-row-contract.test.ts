import { describe, expect, it } from 'vitest';
import { boolean, type Columns, integer, nullable, number, string, timestamp } from '../columns.ts';
import { compileRowContract, compileRowReader } from './compile-row-contract.ts';

type Row = Readonly<Record<string, unknown>>;

const contract = {
  columns: { at: timestamp(), origin: string({ pattern: '[A-Z]{3}' }), distance: number({ min: 0, max: 5000, severity: 'warn' }), stops: nullable(integer()), refund: boolean() },
  conditions: [{ name: 'far flights stop', expression: 'distance < 3000.0 || stops > 0.0' }],
};
const good = { at: 980_000_000_000, origin: 'ORD', distance: 900, stops: null, refund: false };

describe('compileRowContract', () => {
  const check = compileRowContract(contract);
  const reasons = (row: unknown): string[] => check(row).map((violation) => `${violation.column} ${violation.reason} ${violation.severity}`);

  it('passes a good row', () => {
    expect(check(good)).toEqual([]);
    expect(check({ ...good, stops: undefined })).toEqual([]);
  });

  it('names all that is wrong', () => {
    expect(reasons({ origin: 'Chicago', distance: -1, refund: 'no', stops: 1.5, extra: 1 })).toEqual([
      'at missing_column error',
      'origin pattern error',
      'distance out_of_range warn',
      'stops wrong_type error',
      'refund wrong_type error',
      'extra unexpected_column warn',
    ]);
    expect(check({ ...good, origin: 'Chicago' })[0]!.message).toContain('origin is "Chicago"');
    expect(reasons({ ...good, at: '2001-01-01T00:00:00Z' })).toEqual(['at wrong_type error']);
    expect(reasons({ ...good, at: NaN })).toEqual(['at null error']);
    expect(reasons(null)).toEqual(['* wrong_type error']);
    expect(reasons([])).toEqual(['* wrong_type error']);
  });

  it('judges a condition only where all that it reads is there', () => {
    expect(reasons({ ...good, distance: 4000, stops: 0 })).toEqual(['far flights stop condition error']);
    expect(reasons({ ...good, distance: 4000, stops: 2 })).toEqual([]);
    expect(reasons({ ...good, distance: 4000, stops: null })).toEqual([]);
  });

  it('is not fooled by what every object inherits', () => {
    expect(compileRowContract({ columns: { toString: string() } })({}).map((violation) => violation.reason)).toEqual(['missing_column']);
  });
});

describe('compileRowReader', () => {
  it('reads instants from text and leaves the rest for the check', () => {
    const read = compileRowReader(contract.columns);
    expect(read({ at: '2001-02-20T14:05:00Z', origin: 'ORD' })).toEqual({ at: Date.UTC(2001, 1, 20, 14, 5), origin: 'ORD', stops: null });
    expect(read({ at: 'soon' })['at']).toBe('soon');
  });

  it('reads columns that have the names of what every object inherits', () => {
    const columns = JSON.parse(
      '{"__proto__":{"kind":"timestamp","nullable":true},"constructor":{"kind":"string","nullable":false},"toString":{"kind":"string","nullable":true}}',
    ) as Columns;
    const readRow = compileRowReader(columns);
    expect(Object.entries(readRow(JSON.parse('{"__proto__":"2001-02-20T14:05:00Z","constructor":"Ferrari"}') as Row))).toEqual([
      ['__proto__', Date.UTC(2001, 1, 20, 14, 5)],
      ['constructor', 'Ferrari'],
      ['toString', null],
    ]);
    const absent = readRow({});
    expect(absent['constructor']).toBe(undefined);
    expect(compileRowContract({ columns })(absent).map(({ column, reason }) => `${column} ${reason}`)).toEqual(['constructor missing_column']);
  });
});
