import type { JSX } from 'preact';
import type { LeakageView } from '../../../src/sdk/diagnoses.ts';
import { formatCount, formatFixed, formatPlural, formatShare } from '../format-number.ts';
import { ExampleRows } from './example-rows.tsx';
import { TableHead } from './table-head.tsx';

/** What training and test share, leaks first, and how well each column alone tells the label. */
export function LeakageList({ found }: { readonly found: LeakageView }): JSX.Element {
  const leaks = found.leaks.filter((one) => one.severity === 'leak').length;
  return (
    <>
      <p>
        {formatCount(found.train)} training rows, {formatCount(found.test)} test rows: <strong>{leaks === 0 ? 'no leak' : formatPlural(leaks, 'leak')}</strong>.
      </p>
      {found.leaks.map((one) => (
        <article key={one.kind + one.message} class={`leak leak-${one.severity}`}>
          <h3>
            <span class="leak-mark">{one.severity === 'leak' ? '✗ leak' : '! notice'}</span> {one.message}
          </h3>
          <p class="faint">{one.todo}</p>
          <ExampleRows rows={one.examples} />
        </article>
      ))}
      {found.power.length > 0 && (
        <table class="slices power" aria-label="Power of single columns">
          <TableHead names={['column', `AUC of it alone for ${found.label}${found.above === undefined ? '' : ` above ${Number(found.above.toPrecision(6))}`}`]} />
          <tbody>
            {found.power.map((one) => (
              <tr key={one.column}>
                <th scope="row">{one.column}</th>
                <td class="slice-bar" title={`${formatFixed(one.interval[0])} to ${formatFixed(one.interval[1])}`}>
                  <i class="slice-error" style={{ width: `${Math.max(0, (one.auc - 0.5) * 200)}%` }} />
                  <span>
                    {formatFixed(one.auc)}
                    {one.of !== undefined && ` for ${one.of}`}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="faint">
        Of pairs of rows with {formatShare(found.near.least)} of their parts in common, {formatShare(found.near.recall)} are found
        {found.near.crowded > 0 && `, fewer among ${formatCount(found.near.crowded)} rows that have many likes`}.
      </p>
    </>
  );
}
