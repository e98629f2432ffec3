import { readFile } from 'node:fs/promises';
import { messageOf } from '../../kernel/index.ts';
import { openPlatform } from '../../platform/index.ts';
import type { Feedback, PredictionAnswer, PredictionRequest } from '../../sdk/index.ts';
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
      ? readJson<PredictionRequest[]>(options.file, await readText(options.file))
      : [{ unitKey: options.unit ?? 'cli', inputs: readJson<Record<string, unknown>>('--inputs', options.inputs ?? '{}') }];
  const server = await findServer(session);
  const answers = server ? await server.predict(requests) : await embedded(session, (serve) => serve.predict(requests));
  session.terminal.json(answers);
  session.terminal.table(
    ['prediction', 'decision', 'score', 'rule', 'release', 'reason'],
    answers.map((a: PredictionAnswer) => [
      a.predictionId,
      a.decision ?? 'refused',
      formatNumber(a.score),
      a.rule,
      a.release.slice(7, 19),
      [a.reason, ...a.violations.map((v) => v.message)].join('; '),
    ]),
  );
}

/** Reports outcomes from a file of `{ predictionId, label, labelAt }`. */
export async function feedback(session: Session, options: { readonly file: string }): Promise<void> {
  const items = readJson<Feedback[]>(options.file, await readText(options.file));
  const server = await findServer(session);
  const result = server ? await server.feedback(items) : await embedded(session, (serve) => serve.feedback(items));
  session.terminal.json(result);
  session.terminal.line(`${result.accepted} accepted, ${result.duplicates} known already, ${result.unknown} for predictions that nobody made`);
}

async function embedded<T>(session: Session, body: (serve: Awaited<ReturnType<typeof openPlatform>>['serve']) => Promise<T>): Promise<T> {
  const platform = await openPlatform(await openProject(session));
  const lock = await platform.lock();
  try {
    return await body(platform.serve);
  } finally {
    await platform.close();
    await lock.release();
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw cliErrors.INPUT_UNREADABLE({ what: file, reason: messageOf(error) }, { cause: error });
  }
}

function readJson<T>(what: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw cliErrors.INPUT_UNREADABLE({ what, reason: messageOf(error) }, { cause: error });
  }
}
