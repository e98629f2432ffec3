import { newToken } from '../access/index.ts';
import { findProjectRoot, type Platform, type TrackingDoor } from '../platform/index.ts';
import { startServer } from '../server/index.ts';
import { answers } from './open-project.ts';
import { readToken } from './read-token.ts';
import { readCard } from './server-card.ts';
import type { Session } from './session.ts';

/** Lets the programs of a step in: by the server that is up for the project, else by one for the length of the step, on a free port of this machine with a token of its own. */
export const openDoor =
  (session: Session) =>
  async (platform: Platform): Promise<TrackingDoor> =>
    (await findOpenDoor(session)) ?? openOwnDoor(session)(platform);

/** Lets the programs of a step in to this platform alone, whatever else is up: for one that works on a copy. */
export const openOwnDoor =
  (session: Pick<Session, 'version'>) =>
  async (platform: Platform): Promise<TrackingDoor> => {
    const token = newToken();
    const server = await startServer(platform, { version: session.version, port: 0, token });
    return { url: server.url, token, close: () => server.close() };
  };

/** The server that is up for the project, when the token that is known opens it. */
async function findOpenDoor(session: Session): Promise<TrackingDoor | undefined> {
  const found = readCard(findProjectRoot(session.folder));
  if (found === undefined || !found.alive || !(await answers(found.card.url))) return undefined;
  const { url, tokenFile } = found.card;
  const token = session.token ?? (tokenFile === undefined ? undefined : await readToken(tokenFile));
  const answer = await fetch(`${url}/api/2.0/mlflow/experiments/get?experiment_id=0`, { ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }) });
  await answer.body?.cancel();
  return answer.ok ? { url, token, close: () => Promise.resolve() } : undefined;
}
