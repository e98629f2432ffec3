import { formatDay } from '../../kernel/index.ts';
import { openPlatform, type Platform } from '../../platform/index.ts';
import { invocationOf } from '../answer.ts';
import { chooseInterval } from '../choose-interval.ts';
import { keepAnswer, lookBeforeRun } from '../keep-answer.ts';
import { openDoor } from '../open-door.ts';
import { openProject } from '../open-project.ts';
import type { Session } from '../session.ts';
import { showPipelineProgress } from '../show-pipeline.ts';
import { type RunOutcome, showRun } from '../show-run.ts';

export interface RunOptions {
  readonly since?: string;
  readonly until?: string;
  readonly explain?: boolean;
  /** Why quarantined rows are learned from all the same. */
  readonly includeQuarantined?: string;
  readonly release?: boolean;
  readonly note?: string;
}

/**
 * Runs the training pipeline on the data up to a day, puts the result before the gate, and (with --release) makes it the first champion or a challenger.
 * What it says is kept: asked again unchanged, `runFast` says it at once.
 */
export async function run(session: Session, options: RunOptions): Promise<number> {
  const { terminal, question, json } = session;
  const { explain = false } = options;
  const loaded = await openProject(session);
  const platform = await openPlatform(loaded, { openDoor: openDoor(session) });
  const invocation = invocationOf(question);
  let finished;
  try {
    const before = await lookBeforeRun(platform);
    const { until, since } = await chooseInterval(platform, options);
    const made = await platform.loop.makeRelease({
      asOf: until,
      actor: 'cli',
      why: options.note ?? `capstan run until ${formatDay(until)}`,
      ...(since !== undefined && { since }),
      ...(options.includeQuarantined !== undefined && { includeQuarantined: options.includeQuarantined }),
      onEvent: showPipelineProgress(terminal),
      signal: session.signal,
      remember: { invocation, definedBy: loaded.files },
    });
    const placed = options.release && made.release ? await platform.loop.place(made.release, { at: until, actor: 'cli' }) : null;
    const { findings } = await platform.train.diagnoser.recorded(made.run);
    const outcome: RunOutcome = { ...made, placed, findings };
    terminal.progress(null);
    showRun(terminal, outcome, { explain });
    const meansTheSame = async (again: Platform): Promise<boolean> => (await chooseInterval(again, options)).until === until;
    finished = { question, loaded, before, outcome, version: made.version.id, json, explain, exitCode: made.report.passed ? 0 : 1, meansTheSame };
  } finally {
    await platform.close();
  }
  await keepAnswer(finished);
  return finished.exitCode;
}
