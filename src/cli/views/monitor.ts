import { formatInstant, formatStart } from '../../kernel/index.ts';
import type { Operations } from '../../platform/index.ts';
import { formatCount, formatNumber, type Terminal } from '../terminal.ts';
import { sayAhead } from './say-ahead.ts';
import { sayFigure } from './say-figure.ts';
import type { ViewMeans } from './view.ts';

interface At {
  readonly terminal: Terminal;
}

/** What event time does not follow is in no window yet. */
async function showAhead({ terminal, ask }: Pick<ViewMeans<'monitor.windows'>, 'terminal' | 'ask'>): Promise<void> {
  const { ahead } = await ask('loop.status');
  if (ahead > 0) terminal.line(terminal.style.warn(`! ${sayAhead(ahead)}`));
}

/** `departure constant`, `performance` */
const nameOf = ({ column, kind }: { readonly column: string; readonly kind: string }): string => `${column === '*' ? '' : `${column} `}${kind.replaceAll('_', ' ')}`;

/** What is wrong, worst first, each as a person tells it: what, since when, how sure, why, and what to do. */
export async function showDiagnoses(diagnoses: Operations['monitor.diagnoses']['output'], { terminal, ask }: ViewMeans<'monitor.diagnoses'>): Promise<void> {
  await showAhead({ terminal, ask });
  if (diagnoses.length === 0) terminal.line('nothing was found');
  for (const { urgency, column, kind, worst, since, until, windows, alert, held, cause, remedy, related } of diagnoses) {
    const name = nameOf({ column, kind });
    const states = [alert?.state ?? urgency, ...(alert?.muted ? ['muted'] : []), ...(held > 0 ? ['kept out of training'] : [])].join(', ');
    terminal.line(
      `${urgency === 'page' ? terminal.style.bad(`! ${name}`) : `· ${name}`}  ${states}  ${formatStart(since)} to ${formatInstant(until)}, ${windows === 1 ? '1 window' : `${windows} windows`}`,
    );
    terminal.line(`  ${worst.message}`);
    terminal.line(
      terminal.style.dim(
        `  p ${worst.p < 1e-6 ? '< 1e-6' : `= ${formatNumber(worst.p, 4)}`}; effect ${formatNumber(worst.effect)}, nature reaches ${formatNumber(worst.natural)}; ${formatCount(worst.rows)} rows`,
      ),
    );
    terminal.line(`  perhaps: ${cause}`);
    terminal.line(`  → ${remedy}`);
    if (related.length > 0) terminal.line(terminal.style.dim(`  beside it: ${related.map(nameOf).join(', ')}`));
    if (alert !== null) terminal.line(terminal.style.dim(`  ${alert.id}`));
  }
}

/** What was found, one a line; what each says is told by `capstan monitor diagnoses`. */
export function showFindings(findings: Operations['monitor.findings']['output'], { terminal }: At): void {
  if (findings.length === 0) return terminal.line('nothing was found');
  terminal.table(
    ['finding', 'window', 'what', 'urgency', 'size', 'nature reaches', 'rows', 'since', 'windows', 'where'],
    findings.map(({ id, window, kind, column, urgency, effect, natural, rows, since, windows, where }) => [
      id,
      formatInstant(window.from),
      `${column === '*' ? '' : `${column} `}${kind.replaceAll('_', ' ')}`,
      urgency === 'page' ? terminal.style.bad(urgency) : urgency,
      effect.toFixed(3),
      natural.toFixed(3),
      formatCount(rows),
      formatStart(since),
      windows ?? 1,
      where === undefined ? null : `${where.alone ? 'only ' : ''}${where.column} = ${where.values.join(', ')}`,
    ]),
  );
}

/** Windows in order of time: how many came, what lies farthest from the reference, and how the release that answered did. */
export async function showWindows(windows: Operations['monitor.windows']['output'], { terminal, ask }: ViewMeans<'monitor.windows'>): Promise<void> {
  await showAhead({ terminal, ask });
  if (windows.length === 0) return terminal.line('no window has closed yet');
  terminal.table(
    ['window', 'state', 'predictions', 'refused', 'flagged', 'mean score', 'farthest from the reference', 'quality', 'labelled', 'training'],
    windows.map(({ interval, state, release, predictions, refused, flagged, meanScore, columns, performance, quarantined, held }) => {
      const [farthest] = columns.toSorted((a, b) => b.distance - b.natural - (a.distance - a.natural));
      const own = performance.find((one) => one.release === release && one.role !== 'shadow');
      return [
        formatInstant(interval.from),
        state,
        formatCount(predictions),
        formatCount(refused),
        formatCount(flagged),
        meanScore?.toFixed(4) ?? null,
        farthest === undefined ? null : `${farthest.column} ${farthest.distance.toFixed(3)} (nature ${farthest.natural.toFixed(3)})`,
        own === undefined ? null : sayFigure(own.quality),
        own === undefined ? null : formatCount(own.labelled),
        quarantined ? (held ? 'without the rows held' : 'kept out') : null,
      ];
    }),
  );
}

/** Windows that are kept out, or were. */
export function showQuarantine(list: Operations['quarantine.list']['output'], { terminal }: At): void {
  if (list.length === 0) return terminal.line('no window is quarantined');
  terminal.table(
    ['window', 'state', 'of it', 'found', 'findings', 'released by', 'because'],
    list.map(({ window, state, why, findings, rows, released }) => [
      formatInstant(window.from),
      state,
      rows === null ? 'all' : `${formatCount(rows.units)} units`,
      rows === null ? why : rows.byFinding.map((one) => `${one.what} (${formatCount(one.units)})`).join(', '),
      findings.join(' '),
      released?.by ?? null,
      released?.why ?? null,
    ]),
  );
}

/** What may still be alarmed for nothing. */
export function showBudget(budget: Operations['monitor.budget']['output'], { terminal }: At): void {
  if (budget === null) return terminal.line('no window has closed yet');
  const { period, spent, chance, alarms } = budget;
  terminal.line(
    `${formatStart(period.from)} to ${formatStart(period.to)}: at most ${formatNumber(budget.budget)} false alarms are to be expected, ${formatNumber(budget.budget - spent)} of them left`,
  );
  terminal.line(`${formatCount(alarms)} ${alarms === 1 ? 'window' : 'windows'} opened an alert; the newest had a chance of ${formatNumber(chance, 4)} to do so for nothing`);
}

/** Alerts, one a line. */
export function showAlerts(alerts: Operations['monitor.alerts']['output'], { terminal }: At): void {
  if (alerts.length === 0) return terminal.line('there was no alert');
  terminal.table(
    ['alert', 'state', 'column', 'kind', 'since', 'until', 'looked after by'],
    alerts.map(({ id, state, column, kind, since, until, acknowledged }) => [id, state, column, kind, formatStart(since), formatInstant(until), acknowledged?.by ?? null]),
  );
}

/** Who was told what. */
export function showDeliveries(deliveries: Operations['alerts.deliveries']['output'], { terminal }: At): void {
  if (deliveries.length === 0) return terminal.line('nobody was told of anything yet');
  terminal.table(
    ['delivery', 'target', 'state', 'attempts', 'about', 'error'],
    deliveries.map(({ id, target, state, attempts, alerts, news, error }) => [
      id,
      target,
      state,
      attempts,
      `${news === 'over' ? 'over: ' : ''}${alerts.map(nameOf).join(', ')}`,
      error,
    ]),
  );
}
