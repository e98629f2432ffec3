import { readFile } from 'node:fs/promises';
import { compileReader, messageOf, type Static, type TSchema, Type } from '../../kernel/index.ts';
import { feedbackSchema, openPlatform, predictionRequestSchema } from '../../platform/index.ts';
import type { PredictionAnswer } from '../../sdk/index.ts';
import { cliErrors } from '../cli.errors.ts';
import { findServer, openProject } from '../open-project.ts';
import type { Session } from '../session.ts';
import { formatNumber } from '../terminal.ts';

export interface PredictOptions {
  readonly unit?: string;
  readonly inputs?: string;
  readonly file?: string;
}

/** Decides on one unit (--inputs) or on a file of requests. */
export async function predict(session: Session, options: PredictOptions): Promise<void> {
  const requests =
    options.file !== undefined
      ? readJson(options.file, await readText(options.file), Type.Array(predictionRequestSchema))
      : [{ unitKey: options.unit ?? 'cli', inputs: readJson('--inputs', options.inputs ?? '{}', Type.Record(Type.String(), Type.Unknown())) }];
  const server = await findServer(session);
  const answers = server ? await server.predict(requests) : await embedded(session, (serve) => serve.predict(requests));
  session.terminal.json(answers);
  const ofClasses = answers.some((answer) => answer.predicted !== undefined);
  session.terminal.table(
    ['prediction', 'decision', ...(ofClasses ? ['predicted'] : []), 'score', 'rule', 'release', 'reason'],
    answers.map((a: PredictionAnswer) => [
      a.predictionId,
      a.decision ?? 'refused',
      ...(ofClasses ? [a.predicted ?? null] : []),
      formatNumber(a.score),
      a.rule,
      a.release.slice(7, 19),
      [a.reason, ...a.violations.map((v) => v.message).filter((message) => !a.reason.includes(message))].join('; '),
    ]),
  );
}

/** Reports outcomes from a file of `{ predictionId, label, labelAt }`. */
export async function feedback(session: Session, options: { readonly file: string }): Promise<void> {
  const items = readJson(options.file, await readText(options.file), Type.Array(feedbackSchema));
  const server = await findServer(session);
  const result = server ? await server.feedback(items) : await embedded(session, (serve) => serve.feedback(items));
  session.terminal.json(result);
  session.terminal.line(`${result.accepted} accepted, ${result.duplicates} known already, ${result.unknown} for predictions that nobody made`);
}

async function embedded<T>(session: Session, body: (serve: Awaited<ReturnType<typeof openPlatform>>['serve']) => Promise<T>): Promise<T> {
  const platform = await openPlatform(await openProject(session));
  let lock: Awaited<ReturnType<typeof platform.lock>> | undefined;
  try {
    lock = await platform.lock();
    return await body(platform.serve);
  } finally {
    await platform.close();
    await lock?.release();
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw cliErrors.INPUT_UNREADABLE({ what: file, reason: messageOf(error) }, { cause: error });
  }
}

/** Reads JSON of a schema. Throws CLI_INPUT_UNREADABLE, SCHEMA_INVALID. */
function readJson<S extends TSchema>(what: string, text: string, schema: S): Static<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw cliErrors.INPUT_UNREADABLE({ what, reason: messageOf(error) }, { cause: error });
  }
  return compileReader(schema).read(value, what);
}
