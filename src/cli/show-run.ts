import { formatDay, shortDigest } from '../kernel/index.ts';
import type { Diagnoses, MadeRelease } from '../platform/index.ts';
import { formatCount, formatNumber, type Terminal } from './terminal.ts';
import { showLeftOut } from './views/runs.ts';
import { sayQuality } from './views/say-quality.ts';

/** What came of `capstan run`. */
export interface RunOutcome extends Pick<MadeRelease, 'run' | 'version' | 'reread' | 'leftOut' | 'pipeline' | 'report' | 'release'> {
  /** What the diagnostics found. */
  readonly findings: Diagnoses['findings'];
  /** Where the release was put; null when it was not asked for, or there is none. */
  readonly placed: 'champion' | 'queued' | null;
}

/** Of what a diagnostic found. */
const MESSAGES = 3;

/** What a step read without saying so, and what to do. */
export const describeUndeclared = (step: string, files: readonly string[]): string =>
  `${step} read ${files.join(', ')}, which it does not declare: add ${files.length === 1 ? 'it' : 'them'} to its files`;

/** Shows a run: its steps, the quality of the model, the checks of the gate, and where the release went. */
export function showRun(terminal: Terminal, outcome: RunOutcome, options: { readonly explain?: boolean }): void {
  const { run, version, reread, leftOut, pipeline, report, release, placed, findings } = outcome;
  const { dropped, failures } = version.contract;
  const intervals = version.manifest.parts.map((part) => part.interval);
  const extent = { from: Math.min(...intervals.map((one) => one.from)), to: Math.max(...intervals.map((one) => one.to)) };
  terminal.line(
    `${version.manifest.dataset} ${shortDigest(version.id)}: ${formatCount(version.rows)} rows, ${formatDay(extent.from)} to ${formatDay(extent.to)}${dropped > 0 ? `, ${formatCount(dropped)} set aside` : ''}`,
  );
  for (const { from, to, rows, before } of reread)
    terminal.line(`  read again, since the source holds it otherwise: ${formatDay(from)} to ${formatDay(to)}, ${formatCount(rows)} rows, ${formatCount(before)} before`);
  for (const failure of failures) terminal.line(`  ${failure.severity === 'error' ? terminal.style.bad('✗') : terminal.style.warn('!')} ${failure.message}`);
  terminal.table(
    ['step', 'status', 'ms', ...(options.explain ? ['why'] : [])],
    pipeline.steps.map((step) => [
      step.name,
      step.status,
      Math.round(step.milliseconds),
      ...(options.explain ? [step.status === 'cached' ? 'unchanged' : step.why.join('; ')] : []),
    ]),
  );
  for (const { name, undeclared } of pipeline.steps) if (undeclared) terminal.line(`  ${terminal.style.warn('!')} ${describeUndeclared(name, undeclared)}`);
  for (const { step, messages } of findings) {
    const more = messages.length > MESSAGES ? ` (and ${messages.length - MESSAGES} more, on the run’s page)` : '';
    terminal.line(`  ${terminal.style.warn('!')} ${step}: ${messages.slice(0, MESSAGES).join('; ')}${more}`);
  }
  showLeftOut(leftOut, terminal);
  const { evaluation } = run;
  if (evaluation) terminal.line(`${sayQuality(evaluation)}, cost ${formatNumber(evaluation.cost, 4)} a unit, on ${evaluation.rows} newer rows`);
  showChecks(terminal, report);
  if (release && placed === 'champion') terminal.line(`release ${release.id} is the champion`);
  if (release && placed === 'queued') terminal.line(`release ${release.id} is queued for a trial`);
  terminal.json({ run: run.id, version: version.id, reread, leftOut, steps: pipeline.steps, findings, report, release, placed });
}

/** Shows what each check of the gate found. */
export function showChecks(terminal: Terminal, report: RunOutcome['report']): void {
  for (const check of report.checks) terminal.line(`  ${check.passed ? terminal.style.good('✓') : terminal.style.bad('✗')} ${check.name}: ${check.detail}`);
}
