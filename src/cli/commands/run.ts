import { formatDay, type Instant } from '../../kernel/index.ts';
import type { Platform } from '../../platform/index.ts';
import { withPlatform } from '../open-project.ts';
import { readInstant } from '../read-instant.ts';
import type { Session } from '../session.ts';
import { formatNumber } from '../terminal.ts';
import { showPipelineProgress } from '../show-pipeline.ts';

export interface RunOptions {
  readonly since?: string;
  readonly until?: string;
  readonly explain?: boolean;
  readonly release?: boolean;
  readonly note?: string;
}

/** Runs the training pipeline on the data up to a day, puts the result before the gate, and (with --release) makes it the first champion or a challenger. */
export async function run(session: Session, options: RunOptions): Promise<number> {
  return withPlatform(session, async (platform) => {
    const { terminal } = session;
    const until = options.until === undefined ? await newestInstant(platform) : readInstant('--until', options.until);
    const made = await platform.loop.makeRelease({
      asOf: until,
      actor: 'cli',
      why: options.note ?? `capstan run until ${formatDay(until)}`,
      ...(options.since !== undefined && { since: readInstant('--since', options.since) }),
      onEvent: showPipelineProgress(terminal),
      signal: session.signal,
    });
    terminal.progress(null);
    terminal.table(
      ['step', 'status', 'ms', ...(options.explain ? ['why'] : [])],
      made.pipeline.steps.map((step) => [step.name, step.status, Math.round(step.milliseconds), ...(options.explain ? [step.why.join('; ')] : [])]),
    );
    const { evaluation } = made.run;
    if (evaluation) terminal.line(`AUC ${formatNumber(evaluation.auc)} (baseline ${formatNumber(evaluation.baseline.auc)}), cost ${formatNumber(evaluation.cost, 4)} a unit, on ${evaluation.rows} newer rows`);
    for (const check of made.report.checks) terminal.line(`  ${check.passed ? terminal.style.good('✓') : terminal.style.bad('✗')} ${check.name}: ${check.detail}`);
    const placed = options.release && made.release ? await platform.loop.place(made.release, { at: until, actor: 'cli' }) : null;
    if (placed) terminal.line(placed === 'champion' ? `release ${made.release!.id} is the champion` : `release ${made.release!.id} is queued for a trial`);
    terminal.json({ run: made.run.id, steps: made.pipeline.steps, report: made.report, release: made.release, placed });
    return made.report.passed ? 0 : 1;
  });
}

/** The end of the newest dataset version, else now. */
async function newestInstant(platform: Platform): Promise<Instant> {
  const latest = await platform.data.latest(platform.loaded.project.train.dataset);
  return latest ? Math.max(...latest.manifest.parts.map((part) => part.interval.to)) : platform.means.clock.now();
}
