import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { number, string } from '../../src/data/index.ts';
import { type Columns, openColumns } from '../../src/store/index.ts';
import { scratch } from '../places.ts';

/** The ten kinds of column, by turns: SQL over `i` that gives the same values on every machine. */
const KINDS: Readonly<Record<string, (random: (salt: string) => string) => string>> = {
  uniform: (random) => random('u'),
  normal: (random) => normalOf(random),
  skewed: (random) => `exp(${normalOf(random)})`,
  whole: (random) => `floor(${random('w')} * 1440)::DOUBLE`,
  rounded: (random) => `round(${normalOf(random)} * 100, 1)`,
  mostly_zero: (random) => `CASE WHEN ${random('z')} < 0.8 THEN 0 ELSE ${random('y')} END`,
  with_missing: (random) => `CASE WHEN ${random('m')} < 0.1 THEN NULL ELSE ${normalOf(random)} END`,
  few: (random) => `'k' || floor(${random('f')} * 5)::INTEGER`,
  airports: (random) => `'A' || floor(${random('a')} * ${random('b')} * 300)::INTEGER`,
  many: (random) => `'m' || floor(${random('l')} * 2000)::INTEGER`,
};
const NAMES = Object.keys(KINDS);
const isText = (kind: string): boolean => kind === 'few' || kind === 'airports' || kind === 'many';

function normalOf(random: (salt: string) => string): string {
  return `sqrt(-2 * ln(1 - ${random('na')})) * cos(6.283185307179586 * ${random('nb')})`;
}

/** A generated table. */
export interface Table {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  /** Columns that are cheap to make and to store: numbers of four decimals, and one in ten of 20 texts. */
  readonly plain?: boolean;
  /** Files that its rows are cut into. @default 1 */
  readonly files?: number;
}

const columnName = (at: number, plain: boolean): string => (plain ? `${at % 10 === 9 ? 'text' : 'number'}_${at}` : `${NAMES[at % 10]!}_${Math.floor(at / 10)}`);
const columnNames = ({ columns, plain = false }: Table): string[] => Array.from({ length: columns }, (_, at) => columnName(at, plain));

/** The columns of a table, as a project declares them. */
export const columnsOf = (table: Table) =>
  Object.fromEntries(columnNames(table).map((name) => [name, isText(name.replace(/_\d+$/, '')) || name.startsWith('text') ? string() : number()]));

/** Files that are made at once. */
const TOGETHER = 2;

/** The Parquet files of a table. Those that are not there are made: one that was made before, or was cut short, goes on where it was. */
export async function makeTable(table: Table): Promise<string[]> {
  const { name, rows, columns, files = 1 } = table;
  const paths = Array.from({ length: files }, (_, i) => join(scratch('monitoring'), `${name}-${rows}x${columns}${files > 1 ? `-${i + 1}-of-${files}` : ''}.parquet`));
  const left = paths.flatMap((path, i) => (existsSync(path) ? [] : [{ path, from: Math.round((i * rows) / files), to: Math.round(((i + 1) * rows) / files) }]));
  if (left.length > 0) console.error(`making ${rows.toLocaleString('en-US')} rows of ${columns} columns`);
  await Promise.all(
    Array.from({ length: TOGETHER }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await makeFile(table, next);
    }),
  );
  return paths;
}

async function makeFile(table: Table, { path, from, to }: { readonly path: string; readonly from: number; readonly to: number }): Promise<void> {
  const store: Columns = openColumns();
  const wanted = columnNames(table).map((name, at) => `${table.plain === true ? plainSql(at, table.seed) : mixedSql(at, table.seed)} AS ${name}`);
  // Small row groups where there are many columns: a whole one is held in memory when it is written.
  await store.copyToParquet(`SELECT ${wanted.join(', ')} FROM range(${from}, ${to}) AS t(i)`, path, [], { rowGroup: table.columns > 200 ? 20_480 : 122_880 });
  await store.close();
}

const mixedSql = (at: number, seed: number): string => KINDS[NAMES[at % 10]!]!((salt) => `(hash(i, ${seed}, '${salt}${Math.floor(at / 10)}') / 18446744073709551616.0)`);
const plainSql = (at: number, seed: number): string => (at % 10 === 9 ? `'t' || (hash(i, ${seed}, ${at}) % 20)` : `(hash(i, ${seed}, ${at}) % 10000)::DOUBLE / 10000`);
