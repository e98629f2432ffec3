import type { JSX } from 'preact';
import type { WeakSlicesView } from '../../../src/sdk/diagnoses.ts';
import { formatCount, formatFixed } from '../format-number.ts';
import { TableHead } from './table-head.tsx';

/** Groups of rows on which a model errs more: a bar for the error, its interval, and a line where all rows are. */
export function SlicesList({ found }: { readonly found: WeakSlicesView }): JSX.Element {
  const { slices, overall, rows } = found;
  if (slices.length === 0)
    return (
      <p class="quiet">
        No group of {formatCount(found.minRows)} rows or more stands out at an alpha of {[...found.quiet, found.alpha].join(', ')}.
      </p>
    );
  const most = Math.max(overall, ...slices.map((one) => one.interval[1] ?? one.error ?? 0));
  const place = (value: number): string => `${(100 * value) / most}%`;
  return (
    <>
      {found.quiet.length > 0 && (
        <p class="faint">
          No group is both large and bad enough to stand out at an alpha of {found.quiet.join(' and ')}. At {found.alpha}, where the size counts less, these do.
        </p>
      )}
      <p>
        <strong>{found.confirmed}</strong> of {slices.length} groups have a larger {found.error} on {formatCount(rows.heldOut)} rows in which they were not sought; there it is{' '}
        {formatFixed(overall)} on average.
      </p>
      <table class="slices" aria-label="Weak slices">
        <TableHead names={['group', 'error, with its 95 % interval', 'lift', 'rows', 'confirmed']} />
        <tbody>
          {slices.map((one) => (
            <tr key={one.text} class={one.confirmed ? '' : 'unconfirmed'}>
              <th scope="row">{one.text}</th>
              <td class="slice-bar" title={`${formatFixed(one.interval[0])} to ${formatFixed(one.interval[1])}`}>
                <i class="slice-error" style={{ width: place(one.error ?? 0) }} />
                {one.interval[0] !== null && one.interval[1] !== null && (
                  <i class="slice-interval" style={{ left: place(one.interval[0]), width: place(one.interval[1] - one.interval[0]) }} />
                )}
                <i class="slice-overall" style={{ left: place(overall) }} />
                <span>{formatFixed(one.error)}</span>
              </td>
              <td>×&nbsp;{formatFixed(one.lift, 2)}</td>
              <td>{formatCount(one.rows)}</td>
              <td>{one.confirmed ? `yes, p\u00a0${one.p < 0.0001 ? '<\u00a00.0001' : formatFixed(one.p, 4)}` : `no, p\u00a0${formatFixed(one.p, 2)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
