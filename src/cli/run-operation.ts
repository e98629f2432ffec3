import type { Operation } from '../kernel/index.ts';
import type { OperationContext } from '../platform/index.ts';
import { ask, invoke } from './open-project.ts';
import type { Session } from './session.ts';
import { showAnswer } from './views/show-answer.ts';
import { views } from './views/views.ts';
import type { View } from './views/view.ts';

/** Asks for an operation and shows its answer: as JSON, by its own view, or as any answer is shown. Gives the exit code. */
export async function runOperation(session: Session, operation: Operation<OperationContext>, input: Readonly<Record<string, unknown>>): Promise<number> {
  const { terminal } = session;
  const answer = await ask(session, operation, input);
  const code = operation.command?.failed?.(answer) === true ? 1 : 0;
  terminal.json(answer);
  if (session.json) return code;
  // By its name, a view fits the answer and the input of its operation.
  const view = (views as Readonly<Record<string, View<never> | undefined>>)[operation.name];
  if (view) await view(answer as never, { terminal, input: input as never, ask: (name, ...further) => invoke(session, name, ...further) });
  else showAnswer(terminal, answer, operation.output);
  return code;
}
