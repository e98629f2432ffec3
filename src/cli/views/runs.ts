import { formatDay, formatInstant } from '../../kernel/index.ts';
import type { Operations, Run } from '../../platform/index.ts';
import { aboutMetric, qualityOf, type RunRow, type RunsPage } from '../../sdk/index.ts';
import { formatCount, formatNumber, type Terminal } from '../terminal.ts';

/** Runs, one a line. */
export function showRuns(list: readonly Run[], { terminal }: { readonly terminal: Terminal }): void {
  terminal.table(
    ['run', 'state', 'for', 'metric', 'quality', 'baseline', 'rows', 'steps run', 'why'],
    list.map((run) => [
      run.id,
      run.state,
      run.eventAt === null ? null : formatDay(run.eventAt),
      ...qualityCells(run.evaluation),
      run.metrics['rows'] ?? null,
      run.steps.filter((step) => step.status === 'ran').length,
      run.why.slice(0, 60),
    ]),
  );
}

function qualityCells(evaluation: Run['evaluation']): (string | null)[] {
  if (evaluation === null) return [null, null, null];
  const { metric, value, baseline } = qualityOf(evaluation);
  return [aboutMetric(metric).title, formatNumber(value), formatNumber(baseline)];
}

/** One run: what went in, what came out, and how its steps went. */
export function showRun(run: Operations['runs.show']['output'], { terminal }: { readonly terminal: Terminal }): void {
  terminal.line(`${terminal.style.bold(run.id)} ${run.state}  ${run.why}`);
  if (run.code) terminal.line(`code ${run.code.commit.slice(0, 12)} on ${run.code.branch}${run.code.dirty ? ' with uncommitted changes' : ''}`);
  if (run.error) terminal.line(terminal.style.bad(run.error));
  terminal.table(
    ['parameter', 'value'],
    Object.entries(run.params).map(([key, value]) => [key, JSON.stringify(value)]),
  );
  terminal.table(
    ['metric', 'value'],
    Object.entries(run.metrics).map(([key, value]) => [key, formatNumber(value, 5)]),
  );
  terminal.table(
    ['step', 'status', 'ms', 'why'],
    run.steps.map((step) => [step.name, step.status, Math.round(step.milliseconds), step.why.join('; ')]),
  );
  showLeftOut(run.leftOut, terminal);
  terminal.table(
    ['artifact', 'digest'],
    Object.entries(run.artifacts).map(([key, digest]) => [key, digest.slice(0, 19)]),
  );
}

/** What a training left out of its rows, by stretch and by finding, and what it learned from though it is quarantined. */
export function showLeftOut(leftOut: Operations['runs.show']['output']['leftOut'], terminal: Terminal): void {
  if (leftOut === null) return;
  const { stretches, included } = leftOut;
  if (stretches.length > 0) {
    terminal.line(`${formatCount(leftOut.rows)} of ${formatCount(leftOut.of)} rows were left out`);
    terminal.table(
      ['left out from', 'to', 'of it', 'rows', 'why', 'findings'],
      stretches.flatMap(({ from, to, scope, rows, why, findings, byFinding }) =>
        byFinding.length === 0
          ? [[formatInstant(from), formatInstant(to), scope === 'window' ? 'all' : 'rows', rows, why, findings.join(' ')]]
          : byFinding.map((one) => [formatInstant(from), formatInstant(to), 'rows', one.rows, one.what, one.finding]),
      ),
    );
  }
  if (included === null) return;
  terminal.line(terminal.style.warn(`quarantined rows were learned from: ${included.why}`));
  for (const { from, to, why } of included.stretches) terminal.line(`  ${formatInstant(from)} to ${formatInstant(to)}  ${why}`);
}

/** Metrics and parameters that get a column. */
const COLUMNS = 5;

/** Runs that a search found, with the metrics and parameters that most of them have. */
export function showFoundRuns({ runs, next }: RunsPage, { terminal }: { readonly terminal: Terminal }): void {
  const metrics = mostFrequent(runs, 'metrics');
  const params = mostFrequent(runs, 'params');
  terminal.table(
    ['run', 'name', 'status', 'started', ...metrics, ...params],
    runs.map((run) => [
      run.id,
      run.name,
      run.status.toLowerCase(),
      run.startedAt === null ? null : formatInstant(run.startedAt),
      ...metrics.map((key) => (Object.hasOwn(run.metrics, key) && run.metrics[key] !== null ? formatNumber(run.metrics[key]!, 5) : null)),
      ...params.map((key) => (Object.hasOwn(run.params, key) ? run.params[key]! : null)),
    ]),
  );
  if (next !== null) terminal.line(`there are more: --page-token ${next}`);
}

function mostFrequent(runs: readonly RunRow[], kind: 'metrics' | 'params'): string[] {
  const counts = new Map<string, number>();
  for (const run of runs) for (const key of Object.keys(run[kind])) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, COLUMNS)
    .map(([key]) => key);
}
