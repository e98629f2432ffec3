import { formatInstant, type Instant } from '../../kernel/index.ts';
import type { ColumnChange, DriftReport } from '../drift/drift-report.ts';
import type { Compared } from './compared.ts';
import { type Html, html } from './html.ts';
import { renderColumn } from './render-column.ts';
import { renderPage, renderTerms } from './render-page.ts';

/** What a report of two tables shows. */
export interface DriftFacts {
  readonly drift: DriftReport;
  /** Of every column that both have. */
  readonly compared: readonly { readonly column: string; readonly compared: Compared }[];
  /** Rows of the whole tables. */
  readonly rows: { readonly reference: number; readonly current: number };
  /** When it was made, in wall time. */
  readonly madeAt: Instant;
}

/** A table beside its reference as one page: what changed, how sure that is, in which rows, why perhaps and what to do; then every column, what changed first. Pure. */
export function renderDrift({ drift, compared, rows, madeAt }: DriftFacts): string {
  const { reference, current, changes, unmatched, columns } = drift;
  const changed = new Map(changes.map((change, i) => [change.column, i]));
  const distances = new Map(columns.map((one) => [one.column, one.distance]));
  const place = (column: string): number => changed.get(column) ?? changes.length - (distances.get(column) ?? 0);
  const looked =
    drift.rows.current < rows.current || drift.rows.reference < rows.reference ? `; ${count(drift.rows.current)} and ${count(drift.rows.reference)} rows of them were tested` : '';
  return renderPage(
    `${current} beside ${reference}`,
    html`<h1>${current}</h1>
      <p class="f">
        beside ${reference} · ${count(rows.current)} rows against ${count(rows.reference)}${looked} · ${count(drift.tests)} tests,
        ${Number((100 * drift.falseAlarm).toPrecision(3))} % false alarm · made ${formatInstant(madeAt)}
      </p>
      ${drift.history !== null && html`<p class="f">${drift.history.message}</p>`}
      <h2>Findings</h2>
      ${changes.length === 0 && unmatched.length === 0 && html`<p>Nothing changed that is certain and large enough to matter.</p>`}
      ${unmatched.map(
        ({ column, why }) =>
          html`<article>
            <h3>${column} <span class="x">cannot be compared</span></h3>
            <p>${why}</p>
          </article>`,
      )}
      ${changes.map(renderChange)} ${drift.advice !== null && html`<p class="f">${drift.advice}</p>`} ${drift.segments !== null && renderSegments(drift.segments)}
      <h2>Columns: filled, the reference as an outline; what changed first</h2>
      <div class="c">
        ${compared
          .toSorted((a, b) => place(a.column) - place(b.column))
          .map((one) =>
            renderColumn({ name: one.column, note: `${changed.has(one.column) ? 'changed, ' : ''}distance ${(distances.get(one.column) ?? 0).toFixed(3)}` }, one.compared),
          )}
      </div>`,
  );
}

const renderSegments = ({ column, values }: NonNullable<DriftReport['segments']>): Html =>
  html`<h2>Segments of ${column}, each beside its own part of the reference</h2>
    ${renderTerms(
      values.map(({ value, rows, referenceRows, judged, changed }) => [
        value,
        `${count(rows)} rows against ${count(referenceRows)}: ${judged ? changed.join(', ') || 'steady' : 'too few to be judged by itself'}`,
      ]),
    )}`;

const count = (rows: number): string => rows.toLocaleString('en-US');
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

function renderChange(change: ColumnChange): Html {
  const { column, kind, message, p, effect, usual, rows, positions, also, cause, remedy } = change;
  const where =
    rows === 0
      ? ''
      : `${count(rows)} rows${positions.length === 0 ? '' : '; counted from 0: '}${positions.slice(0, 10).map(count).join(', ')}${positions.length > 10 ? ', …' : ''}`;
  return html`<article>
    <h3>${column === '*' ? 'rows' : column} <span class="x">${kind.replaceAll('_', ' ')}</span></h3>
    <p>${message}</p>
    ${renderTerms([
      ['How sure', `${p < 1e-6 ? 'p < 1e-6' : `p = ${Number(p.toPrecision(2))}`} after correction for all tests; effect ${percent(effect)}, usually ${percent(usual)}`],
      ['Which rows', where],
      ['Beside it', also.join(', ').replaceAll('_', ' ')],
      ['Likely cause', cause],
      ['What to do', remedy],
    ])}
  </article>`;
}
