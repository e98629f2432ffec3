import { formatInstant } from '../../kernel/index.ts';
import type { TableProfile } from '../../platform/index.ts';
import { formatCount, sayTimeOfDay, type Terminal } from '../terminal.ts';

type ColumnProfile = TableProfile['columns'][number];

const DIGITS = 5;
const COMMON = 3;
const WIDEST = 24;

/** What is in a table, a line a column. */
export function showProfile(profile: TableProfile, { terminal }: { readonly terminal: Terminal }): void {
  terminal.line(`${plural(profile.rows, 'row')}, ${plural(profile.columns.length, 'column')}`);
  terminal.table(
    ['column', 'kind', 'missing', 'different', 'least', 'median', 'greatest', 'mean', 'deviation', 'commonest'],
    profile.columns.map((column) => [column.name, column.kind, percentOf(column, column.nulls), formatCount(column.distinct), ...rangeOf(column), commonestOf(column)]),
  );
  if (profile.columns.some(isText)) terminal.line(terminal.style.dim('of texts: the least, median and greatest length, and the commonest shape'));
  if (profile.columns.some((column) => column.kind === 'timestamp')) terminal.line(terminal.style.dim('of instants: the first and the last; the rest is of the time of day, UTC'));
}

const plural = (count: number, word: string): string => `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;

const isText = (column: ColumnProfile): boolean => column.kind === 'string';

function percentOf({ rows }: ColumnProfile, part: number): string {
  return part === 0 || rows === 0 ? '' : `${((100 * part) / rows).toFixed(part < rows / 1000 ? 3 : 1)} %`;
}

/** Least, median, greatest, mean, deviation. */
function rangeOf(column: ColumnProfile): string[] {
  const { coverage, lengths, quantiles, min, max, mean, sd } = column;
  if (isText(column)) return [lengths?.[0], lengths?.[2], lengths?.[4], null, null].map(written);
  if (column.kind === 'boolean') return ['', '', '', written(mean), ''];
  const ends = coverage === undefined ? [written(min), written(max)] : [formatInstant(coverage.from), formatInstant(coverage.to)];
  const median = written(quantiles?.[3]);
  return [
    ends[0]!,
    coverage === undefined ? median : timeOfDay(quantiles?.[3]),
    ends[1]!,
    coverage === undefined ? written(mean) : timeOfDay(mean),
    coverage === undefined ? written(sd) : '',
  ];
}

const timeOfDay = (minutes: number | null | undefined): string => (minutes === null || minutes === undefined ? '' : sayTimeOfDay(minutes));
const written = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(Number(value.toPrecision(DIGITS))));

function commonestOf(column: ColumnProfile): string {
  const values = column.kind === 'timestamp' ? [] : column.top.slice(0, COMMON).filter(({ count }) => count > column.rows / 100);
  const [shape] = (column.shapes ?? []).filter(({ shape, count }) => shape !== '' && count > column.rows / 5);
  const told = values.map(({ value, count }) => `${shown(column, value)} ${percentOf(column, count)}`);
  return [...told, ...(shape === undefined ? [] : [`shape ${shape.shape} ${percentOf(column, shape.count)}`])].join(', ');
}

/** A frequent value: a truth by its name, a text of nothing in quotes. */
function shown({ kind }: ColumnProfile, value: string): string {
  if (kind === 'boolean') return value === '1' ? 'true' : 'false';
  if (value === '') return '""';
  return value.length > WIDEST ? `${value.slice(0, WIDEST)}…` : value;
}
