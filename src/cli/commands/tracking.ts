import { resolve } from 'node:path';
import { openTracking, stateFolderOf } from '../../platform/index.ts';
import { readServeToken, serveFolder, type ServeOptions } from '../serve-folder.ts';
import type { Session } from '../session.ts';

/** Serves experiments alone, for clients of MLflow, until interrupted: a folder is all it needs. */
export async function tracking(session: Session, options: ServeOptions & { readonly dir: string }): Promise<void> {
  const { terminal } = session;
  const root = resolve(options.dir);
  const { token, made } = await readServeToken(session, options);
  const { server, close } = await serveFolder({ ...session, token }, { root, platform: await openTracking(stateFolderOf(root)) }, options);
  terminal.line(`experiments are tracked at ${server.url}`);
  terminal.line(`MLflow clients find it by: export MLFLOW_TRACKING_URI=${server.url}`);
  if (made) terminal.line(`a new token is in ${options.tokenFile}; clients send it: export MLFLOW_TRACKING_TOKEN=<token>`);
  terminal.line(terminal.style.dim(`state in ${stateFolderOf(root)}; Ctrl-C stops it`));
  terminal.json({ url: server.url });
  await new Promise<void>((done) => (session.signal.aborted ? done() : session.signal.addEventListener('abort', () => done(), { once: true })));
  await close();
}
