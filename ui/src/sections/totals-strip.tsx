import type { JSX } from 'preact';
import type { OverviewTotals } from '../../../src/sdk/overview.ts';
import { formatCount } from '../format-number.ts';

/** One total with its name in the singular and the plural. */
const TOTALS: readonly (readonly [keyof OverviewTotals, string, string])[] = [
  ['windows', 'window', 'windows'],
  ['predictions', 'prediction', 'predictions'],
  ['refused', 'refused', 'refused'],
  ['labels', 'label', 'labels'],
  ['alerts', 'alert', 'alerts'],
  ['retrains', 'retraining', 'retrainings'],
  ['refusedByGate', 'stopped at the gate', 'stopped at the gate'],
  ['promotions', 'promotion', 'promotions'],
  ['rollbacks', 'rollback', 'rollbacks'],
];

/** What has happened so far, in nine numbers. */
export function TotalsStrip({ totals }: { readonly totals: OverviewTotals }): JSX.Element {
  return (
    <section class="totals" aria-labelledby="totals-title">
      <h2 id="totals-title" class="unseen">
        Totals
      </h2>
      <ul>
        {TOTALS.map(([key, one, many]) => (
          <li key={key} class={totals[key] === 0 ? 'total-none' : ''}>
            <strong>{formatCount(totals[key])}</strong> {totals[key] === 1 ? one : many}
          </li>
        ))}
      </ul>
    </section>
  );
}
