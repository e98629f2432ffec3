import type { EvaluatedTable, MeasuredSegments } from '../../platform/index.ts';
import { shortDigest } from '../../kernel/index.ts';
import { formatCount, formatNumber, type Terminal } from '../terminal.ts';
import { sayFigure } from './say-figure.ts';

/** Metrics with intervals by segment, then calibration, confusion, and what is estimated of rows without a label. */
export function showEvaluated(table: EvaluatedTable, { terminal }: { readonly terminal: Terminal }): void {
  const left = table.left === 0 ? '' : `, ${formatCount(table.left)} left out for want of a prediction`;
  terminal.line(`${terminal.style.bold(table.table)}: ${table.task}, ${formatCount(table.labelled)} of ${formatCount(table.rows)} rows labelled${left}`);
  if (table.labelled > 0) showSegments(table, terminal);
  const { confusion, estimated } = table;
  if (confusion) {
    terminal.line();
    terminal.table(
      ['is \\ predicted', ...table.classes],
      confusion.map((row, k) => [table.classes[k]!, ...row.map(formatCount)]),
    );
  }
  if (estimated) {
    terminal.line();
    const said =
      estimated.refusal === null ? estimated.metrics.map((one) => `${one.metric} ${sayFigure(one)}`).join(', ') : `cannot be estimated: ${estimated.refusal.replaceAll('_', ' ')}`;
    terminal.line(`${formatCount(estimated.rows)} rows without a label: ${said}`);
    const { share, columns } = estimated.outside ?? { share: 0, columns: [] };
    if (share >= 0.001) terminal.line(`${formatNumber(100 * share, 1)} % of them have values that the reference has not, in ${columns.join(', ')}`);
  }
}

/** How the champion did on matured windows. */
export function showMeasured(measured: MeasuredSegments, { terminal }: { readonly terminal: Terminal }): void {
  const { release, matured, provisional, quarantined } = measured;
  if (release === null) return terminal.line('nothing is deployed yet');
  terminal.line(`${terminal.style.bold(shortDigest(release))} on ${matured} matured windows; left out: ${provisional} provisional, ${quarantined} quarantined`);
  showSegments(measured, terminal);
  if (measured.estimated.length > 0) showEstimated(measured, terminal);
}

/** What labels of the provisional windows are expected to measure, each segment by itself. */
function showEstimated({ estimated, provisional }: MeasuredSegments, terminal: Terminal): void {
  const metrics = [...new Set(estimated.flatMap((segment) => segment.metrics.map((one) => one.metric)))];
  terminal.line();
  terminal.line(`estimated on ${provisional} provisional ${provisional === 1 ? 'window' : 'windows'}, before their labels are due`);
  terminal.table(
    ['segment', 'rows', ...metrics, ''],
    estimated.map((segment) => [
      segment.column === null ? 'all' : `${segment.column} = ${segment.value}`,
      formatCount(segment.rows),
      ...metrics.map((metric) => sayFigure(segment.metrics.find((one) => one.metric === metric))),
      segment.refusal === null ? '' : `cannot be estimated: ${segment.refusal.replaceAll('_', ' ')}`,
    ]),
  );
}

function showSegments(table: Pick<EvaluatedTable, 'segments' | 'calibration'>, terminal: Terminal): void {
  const metrics = [...new Set(table.segments.flatMap((segment) => segment.metrics.map((one) => one.metric)))];
  terminal.table(
    ['segment', 'rows', ...metrics],
    table.segments.map((segment) => [
      segment.column === null ? 'all' : `${segment.column} = ${segment.value}`,
      segment.groups === undefined ? formatCount(segment.rows) : `${formatCount(segment.rows)} (${formatCount(segment.groups)} groups)`,
      ...metrics.map((metric) => sayFigure(segment.metrics.find((one) => one.metric === metric))),
    ]),
  );
  terminal.line(terminal.style.dim('in brackets: 95 % intervals'));
  const { calibration } = table;
  if (calibration) {
    const { error, byChance, slope, intercept } = calibration;
    terminal.line();
    terminal.line(
      `calibration: error ${formatNumber(error)} (${formatNumber(byChance)} by chance), slope ${sayFigure(slope)} (1 is right), intercept ${sayFigure(intercept)} (0 is right)`,
    );
    terminal.table(
      ['score', 'rows', 'mean score', 'rate'],
      calibration.bins.map((bin) => [
        `${formatNumber(bin.from, 1)} to ${formatNumber(bin.to, 1)}`,
        formatCount(bin.rows),
        formatNumber(bin.meanScore),
        sayFigure({ metric: '', value: bin.rate, interval: bin.interval }),
      ]),
    );
  }
}
