import type { Operation, SavedFile } from '../kernel/index.ts';
import { cliErrors } from './cli.errors.ts';
import { type OperationContext, operations } from '../platform/index.ts';
import { ask, invoke } from './open-project.ts';
import type { Session } from './session.ts';
import { showAnswer } from './views/show-answer.ts';
import { views } from './views/views.ts';
import type { View } from './views/view.ts';
import { writeFileHere } from './write-file-here.ts';

/** What an operation is asked, and the file that its answer is left in: see `SavedFile`. */
export interface Asked {
  readonly input: Readonly<Record<string, unknown>>;
  readonly file?: string;
}

/** Asks for an operation and shows its answer: as JSON, by its own view, or as any answer is shown. Gives the exit code. */
export async function runOperation(session: Session, operation: Operation<OperationContext>, { input, file }: Asked): Promise<number> {
  const { terminal } = session;
  if (operation.permission !== 'read') session.signal.addEventListener('abort', () => terminal.fault('this is brought to its end first; interrupt again to end at once'));
  const answer = file === undefined ? await ask(session, operation, input) : await save(session, operation.command!.saves!, { input, file });
  const code = operation.command?.failed?.(answer) === true ? 1 : 0;
  terminal.json(answer);
  if (session.json) return code;
  // By its name, a view fits the answer and the input of its operation.
  const view = (views as Readonly<Record<string, View<never> | undefined>>)[operation.name];
  if (view) await view(answer as never, { terminal, input: input as never, ask: (name, ...further) => invoke(session, name, ...further) });
  else showAnswer(terminal, answer, operation.output);
  return code;
}

/** Asks for the answer with its file, and writes the file here, wherever the server is. */
async function save(session: Session, { by, option, ending }: SavedFile, { input, file }: Required<Asked>): Promise<unknown> {
  if (ending !== undefined && !file.endsWith(ending)) throw cliErrors.FILE_MISNAMED({ option, file, ending });
  const saved = (await ask(
    session,
    operations.find((operation) => operation.name === by)!,
    input,
  )) as { readonly answer: unknown; readonly file: string };
  const bytes = Buffer.from(saved.file, 'base64');
  writeFileHere(file, bytes);
  session.terminal.line(`${file}: ${Math.ceil(bytes.length / 1000)} kB`);
  return saved.answer;
}
