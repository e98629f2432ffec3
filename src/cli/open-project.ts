import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProjectRoot, type LoadedProject, loadProject, openPlatform, type Platform, stateFolderOf } from '../platform/index.ts';
import { type Client, createClient } from '../sdk/index.ts';
import type { Session } from './session.ts';

/** Loads the project that a command is about: `--project`, or the nearest one above the current folder. */
export const openProject = (session: Session): Promise<LoadedProject> => loadProject(findProjectRoot(session.folder));

/** Opens the project's rooms for one command, and closes them whatever happens. */
export async function withPlatform<T>(session: Session, body: (platform: Platform) => Promise<T>): Promise<T> {
  const platform = await openPlatform(await openProject(session));
  try {
    return await body(platform);
  } finally {
    await platform.close();
  }
}

/** The server that is up for the project, if any: it left its address in the state folder. */
export async function findServer(session: Session): Promise<Client | null> {
  const token = session.token === undefined ? {} : { token: session.token };
  if (session.url !== undefined) return createClient({ url: session.url, ...token });
  try {
    const card = JSON.parse(await readFile(join(stateFolderOf(findProjectRoot(session.folder)), 'server-address.json'), 'utf8')) as { url: string };
    const client = createClient({ url: card.url, ...token });
    const alive = await fetch(`${card.url}/healthz`, { signal: AbortSignal.timeout(1_000) });
    return alive.ok ? client : null;
  } catch {
    return null;
  }
}

/** Runs an operation where it can be run: on the server when one is up, else here, over the state folder. */
export async function invoke<T>(session: Session, operation: string, input: object = {}): Promise<T> {
  const server = await findServer(session);
  if (server) return server.call<T>(operation, input);
  return withPlatform(session, async (platform) => (await platform.operations.get(operation)!.run({ actor: 'cli' }, input)) as T);
}
