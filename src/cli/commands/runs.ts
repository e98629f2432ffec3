import { formatDay } from '../../kernel/index.ts';
import { findOne } from '../find-one.ts';
import { invoke } from '../open-project.ts';
import type { Session } from '../session.ts';
import { formatNumber } from '../terminal.ts';

/** Lists runs, or shows one by the beginning of its name. */
export async function runs(session: Session, name: string | undefined): Promise<void> {
  const { terminal } = session;
  const list = await invoke(session, 'runs.list', { limit: 200 });
  if (name === undefined) {
    terminal.json(list);
    terminal.table(
      ['run', 'state', 'for', 'AUC', 'baseline', 'rows', 'steps run', 'why'],
      list.map((run) => [
        run.id,
        run.state,
        run.eventAt === null ? null : formatDay(run.eventAt),
        run.evaluation ? formatNumber(run.evaluation.auc) : null,
        run.evaluation ? formatNumber(run.evaluation.baseline.auc) : null,
        run.metrics['rows'] ?? null,
        run.steps.filter((step) => step.status === 'ran').length,
        run.why.slice(0, 60),
      ]),
    );
    return;
  }
  const id = findOne(
    'run',
    name,
    list.map((run) => run.id),
  );
  const run = await invoke(session, 'runs.show', { run: id });
  terminal.json(run);
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
  terminal.table(
    ['artifact', 'digest'],
    Object.entries(run.artifacts).map(([key, digest]) => [key, digest.slice(0, 19)]),
  );
}
