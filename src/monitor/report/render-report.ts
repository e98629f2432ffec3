import { type Html, html, renderColumn, renderPage, renderTerms } from '../../data/index.ts';
import { formatStart, formatInstant, type Instant } from '../../kernel/index.ts';
import { nameOf } from '../alerts/write-message.ts';
import { chance } from '../diagnosis/describe-finding.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Distribution } from '../diagnosis/distribution.ts';
import type { History } from '../diagnosis/history.ts';
import { drawDrift, drawLegend } from './draw-drift.ts';
import { drawQuality, drawVolumes } from './draw-windows.ts';

/** What a report shows. */
export interface ReportFacts {
  readonly project: string;
  readonly history: History;
  readonly diagnoses: readonly Diagnosis[];
  /** Of every column, over the whole stretch. */
  readonly distributions: readonly Distribution[];
  /** When it was made, in wall time. */
  readonly madeAt: Instant;
}

/** Notices that are told in full; of more it says how many. */
const MOST_NOTICES = 40;

/** One page that needs nothing else: no script, no font, no request; its own policy forbids them. Pure. */
export function renderReport({ project, history, diagnoses, distributions, madeAt }: ReportFacts): string {
  const { windows, deployment } = history;
  const [first, last] = [windows[0], windows.at(-1)];
  const name = deployment ?? project;
  const stretch = first && last ? `${formatStart(first.from)} to ${formatInstant(last.to)}` : 'no window has closed';
  const pages = diagnoses.filter((one) => one.urgency === 'page');
  const notices = diagnoses.filter((one) => one.urgency === 'notice');
  const sum = (of: (window: History['windows'][number]) => number): string => windows.reduce((total, window) => total + of(window), 0).toLocaleString('en-US');
  const quality = windows.length > 0 ? drawQuality(history) : null;
  return renderPage(
    `${name}: ${stretch}`,
    html`
      <h1>${name}</h1>
      <p class="f">
        ${stretch} · ${plural(windows.length, 'window')} · ${sum((window) => window.predictions)} requests, ${sum((window) => window.refused)} refused ·
        ${plural(pages.length, 'page')}, ${plural(notices.length, 'notice')} · ${sayHeld(windows)} kept out of training · made ${formatInstant(madeAt)}
      </p>
      <h2>Findings</h2>
      ${pages.length === 0 && html`<p>Nobody was paged.</p>`}${pages.map(renderDiagnosis)}${notices.slice(0, MOST_NOTICES).map(renderDiagnosis)}${notices.length > MOST_NOTICES && html`<p class="f">and ${plural(notices.length - MOST_NOTICES, 'notice')} more</p>`}
      ${
        windows.length > 0 &&
        html`<h2>Volume</h2>
          <div class="o">${drawVolumes(history)}</div>
          ${
            quality !== null &&
            html`<h2>Quality: ${history.metric.title}, 95 % interval; dashed where it is estimated</h2>
              <div class="o">${quality}</div>`
          }
          ${
            history.classes !== undefined &&
            html`<h2>Classes in the window of ${formatStart(history.classes.window.from)}, 95 % intervals</h2>
              <div class="o">${renderClasses(history.classes.each)}</div>`
          }
          <h2>Drift</h2>
          ${drawLegend()}
          <div class="o">${drawDrift(history)}</div>`
      }
      ${
        distributions.length > 0 &&
        html`<h2>Columns over the whole stretch: filled, the reference as an outline</h2>
          <div class="c">${distributions.map((one) => renderColumn({ name: one.column, note: one.group }, one))}</div>`
      }
    `,
  );
}

/** Each class: how often it came true and was predicted, and how well it is told from the rest. */
function renderClasses(each: NonNullable<History['classes']>['each']): Html {
  const metrics = ['precision', 'recall', 'f1', 'auc'];
  const figure = (one: (typeof each)[number], name: string): string => {
    const found = one.metrics.find(({ metric }) => metric === name);
    if (found?.value === null || found === undefined) return '–';
    return `${found.value.toFixed(2)}${found.interval === null ? '' : ` (${found.interval[0].toFixed(2)}–${found.interval[1].toFixed(2)})`}`;
  };
  return html`<table>
    <tr>
      ${['class', 'came true', 'predicted', ...metrics].map((title) => html`<th>${title}</th>`)}
    </tr>
    ${each.map(
      (one) =>
        html`<tr>
          <td>${one.name}</td>
          <td>${one.rows.toLocaleString('en-US')}</td>
          <td>${one.predicted.toLocaleString('en-US')}</td>
          ${metrics.map((metric) => html`<td>${figure(one, metric)}</td>`)}
        </tr>`,
    )}
  </table>`;
}

const plural = (count: number, word: string): string => `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;

const words = (kind: string): string => kind.replaceAll('_', ' ');

function renderDiagnosis(diagnosis: Diagnosis): Html {
  const { worst, column, kind, urgency, windows, since, until, alert, related } = diagnosis;
  const state = [
    urgency === 'notice' ? 'notice' : (alert?.state ?? 'page'),
    ...(diagnosis.held > 0 ? ['kept out of training'] : []),
    ...(diagnosis.released > 0 ? ['released'] : []),
  ];
  return html`<article>
    <h3>${nameOf({ column, kind })} <span class="${urgency === 'page' ? 'x' : 'f'}">${state.join(', ')}</span></h3>
    <p>${worst.message}</p>
    ${renderTerms([
      ['Since', `${formatStart(since)} to ${formatInstant(until)}, ${plural(windows, 'window')}${diagnosis.ongoing ? ', still' : ''}`],
      [
        'How sure',
        `${kind === 'performance' ? `said in vain once in ${Math.round(1 / worst.p).toLocaleString('en-US')} windows at most` : chance(worst.p)}; effect ${worst.effect.toFixed(3)}, nature reaches ${worst.natural.toFixed(3)}; ${worst.rows.toLocaleString('en-US')} rows`,
      ],
      ['Likely cause', diagnosis.cause],
      ['What to do', diagnosis.remedy],
      ['Beside it', related.map((one) => `${one.column === '*' ? '' : `${one.column} `}${words(one.kind)} (${one.windows})`).join(', ')],
    ])}
  </article>`;
}

/** What is kept out of training: whole windows, and rows of others. */
function sayHeld(windows: History['windows']): string {
  const whole = windows.filter((window) => window.quarantined && window.heldRows === null).length;
  const rows = windows.reduce((sum, { heldRows }) => sum + (heldRows ?? 0), 0);
  return [...(whole > 0 || rows === 0 ? [plural(whole, 'window')] : []), ...(rows > 0 ? [plural(rows, 'row')] : [])].join(' and ');
}
