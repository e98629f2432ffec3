import type { JSX } from 'preact';
import type { ColumnProfileView, ProfileView } from '../../../src/sdk/diagnoses.ts';
import { formatCount, formatShare } from '../format-number.ts';
import { TableHead } from './table-head.tsx';

/** What is in a table, a line a column: how much is missing, the range, the distribution, the commonest values. */
export function ProfileTable({ profile }: { readonly profile: ProfileView }): JSX.Element {
  return (
    <>
      <p>
        {formatCount(profile.rows)} rows, {profile.columns.length} columns.
      </p>
      <div class="difference">
        <table class="profile" aria-label="Columns">
          <TableHead names={['column', 'kind', 'missing', 'different', 'least', 'median', 'greatest', 'distribution', 'commonest']} />
          <tbody>
            {profile.columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">{column.name}</th>
                <td>{column.kind}</td>
                <td>{column.nulls === 0 ? '' : formatShare(column.nulls / column.rows)}</td>
                <td>{formatCount(column.distinct)}</td>
                {rangeOf(column).map((text, i) => (
                  <td key={i}>{text}</td>
                ))}
                <td>
                  <Bars column={column} />
                </td>
                <td>{commonestOf(column)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const tidy = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(Number(value.toPrecision(4))));
const time = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`;
const instant = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** Least, median, greatest: of texts their lengths, of instants the first, the usual time of day and the last. */
function rangeOf({ kind, lengths, coverage, min, max, quantiles }: ColumnProfileView): string[] {
  if (kind === 'string') return [lengths?.[0], lengths?.[2], lengths?.[4]].map((length) => (length === undefined ? '' : `${tidy(length)} long`));
  if (coverage !== undefined) return [instant(coverage.from), quantiles?.[3] === undefined ? '' : time(quantiles[3]), instant(coverage.to)];
  return [tidy(min), tidy(quantiles?.[3]), tidy(max)];
}

/** Rows a bin. Bins hold about as many rows each, so their widths are drawn: where it is high, values are dense. Of few values, each has a bar. */
function Bars({ column }: { readonly column: ColumnProfileView }): JSX.Element | null {
  const { edges, counts, min, max, distinct } = column;
  if (counts.length < 2 || min === null || max === null || max <= min) return null;
  const ends = distinct <= counts.length ? [0, ...counts.map((_, i) => i + 1)] : [min, ...edges, max];
  const span = ends.at(-1)! - ends[0]!;
  const bars = counts.map((count, i) => {
    const width = Math.max(ends[i + 1]! - ends[i]!, span / 500);
    return { x: (100 * (ends[i]! - ends[0]!)) / span, width: (100 * width) / span, density: count / width };
  });
  const most = Math.max(...bars.map((bar) => bar.density));
  return (
    <svg class="profile-bars" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={`the distribution of ${column.name}`}>
      {bars.map(({ x, width, density }, i) => (
        <rect key={i} class="bar-after" x={x} width={width} y={24 - (24 * density) / most} height={(24 * density) / most} />
      ))}
    </svg>
  );
}

const COMMON = 3;

/** A frequent value; of an instant its time of day. */
function writeValue(kind: string, value: string): string {
  if (kind === 'timestamp') return time(Number(value));
  if (kind === 'number' || kind === 'integer') return tidy(Number(value));
  return value === '' ? '(empty)' : value;
}

const commonestOf = ({ kind, top, rows, distinct }: ColumnProfileView): string =>
  rows === 0 || distinct === rows
    ? ''
    : top
        .slice(0, COMMON)
        .map(({ value, count }) => `${writeValue(kind, value)} ${formatShare(count / rows)}`)
        .join(', ');
