import type { Operation } from '../kernel/index.ts';
import {
  findProjectRoot,
  findRootAbove,
  isAboutFiles,
  type LoadedProject,
  loadProject,
  openFiles,
  openPlatform,
  type OperationContext,
  operations,
  type Operations,
  type Platform,
} from '../platform/index.ts';
import { type Client, createClient, type InputOf } from '../sdk/index.ts';
import { readToken } from './read-token.ts';
import { readCard } from './server-card.ts';
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
  const client = (url: string, token: string | undefined): Client => createClient({ url, ...(token !== undefined && { token }) });
  if (session.url !== undefined) return client(session.url, session.token);
  const found = readCard(findProjectRoot(session.folder));
  if (found === undefined || !found.alive || !(await answers(found.card.url))) return null;
  const { url, tokenFile } = found.card;
  return client(url, session.token ?? (tokenFile === undefined ? undefined : await readToken(tokenFile)));
}

/** How long a server may take to answer that it is there, in ms: where there is none, the connection is refused at once. */
const PATIENCE = 10_000;

/** True when a server answers there, busy as it may be. */
export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

/** Runs an operation where it can be run: on the server when one is up, else here, over the state folder; where there is no project, over files alone. */
export async function ask(session: Session, operation: Operation<OperationContext>, input: unknown): Promise<unknown> {
  if (session.url === undefined && isAboutFiles(operation) && findRootAbove(session.folder) === undefined) return askOfFiles(session, operation, input);
  const server = await findServer(session);
  if (server) return server.call(operation.name as keyof Operations, input as never);
  return withPlatform(session, (platform) => platform.perform(operation, input, { actor: 'cli' }));
}

async function askOfFiles(session: Session, operation: Operation<OperationContext>, input: unknown): Promise<unknown> {
  const files = await openFiles(session.folder, session.signal);
  try {
    return await files.perform(operation, input, { actor: 'cli' });
  } finally {
    await files.close();
  }
}

/** The same for an operation by its name, typed. */
export async function invoke<N extends keyof Operations>(session: Session, name: N, ...[input]: InputOf<N>): Promise<Operations[N]['output']> {
  return (await ask(
    session,
    operations.find((operation) => operation.name === name)!,
    input,
  )) as Operations[N]['output'];
}
