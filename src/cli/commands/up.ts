import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, messageOf, MINUTE, SECOND } from '../../kernel/index.ts';
import { openPlatform, type Platform, stateFolderOf } from '../../platform/index.ts';
import { openDoor } from '../open-door.ts';
import { openProject } from '../open-project.ts';
import { sayAhead } from '../views/say-ahead.ts';
import { readServeToken, type ServedFolder, serveFolder, type ServeOptions } from '../serve-folder.ts';
import type { Session } from '../session.ts';

/** A project that is being served by this process. */
export interface ServedProject extends ServedFolder {
  readonly platform: Platform;
}

/** How often the loop looks whether a window can be closed. */
const TICK = 10 * SECOND;

/** How often it is looked whether an alert is to be sent. */
const DELIVERY_TICK = 2 * SECOND;

/** How long after an event it may still be reported, before its window is closed. */
const LATENESS = 5 * MINUTE;

/** Opens a project as its one server. */
export async function serveProject(session: Session, platform: Platform, options: ServeOptions = {}): Promise<ServedProject> {
  const prepare = async (): Promise<void> => {
    await platform.train.sweep();
    await platform.serve.open();
  };
  return { platform, ...(await serveFolder(session, { root: platform.loaded.root, platform, prepare }, options)) };
}

/** Serves the project of the folder until interrupted; the loop turns by itself as traffic passes the ends of windows. */
export async function up(session: Session, options: ServeOptions): Promise<void> {
  const { terminal } = session;
  const loaded = await openProject(session);
  const { token, made } = await readServeToken(session, options);
  const guarded = { ...session, token };
  const served = await serveProject(guarded, await openPlatform(loaded, { openDoor: openDoor(guarded), onAlert: (text) => terminal.line(text) }), options);
  terminal.line(`${terminal.style.bold(loaded.project.name)} is up at ${served.server.url}`);
  if (made) terminal.line(`a new token is in ${options.tokenFile}; others send it: authorization: Bearer <token>`);
  terminal.line(terminal.style.dim(`state in ${stateFolderOf(loaded.root)}; Ctrl-C stops it`));
  terminal.json({ url: served.server.url });
  const delivering = deliverAlerts(served, session);
  const told = new Set<number>();
  while (!session.signal.aborted) {
    await wait(TICK, session.signal);
    if (!session.signal.aborted) await tick(served.platform, session, told);
  }
  await delivering;
  await served.close();
}

/** Sends alerts apart from the loop, so that a target that hangs holds nothing up. */
async function deliverAlerts({ platform, server }: ServedProject, { terminal, signal }: Session): Promise<void> {
  while (!signal.aborted) {
    try {
      await platform.monitor.deliver(server.url, signal);
    } catch (error) {
      terminal.line(terminal.style.bad(`alerts could not be sent: ${messageOf(error)}`));
    }
    await wait(DELIVERY_TICK, signal);
  }
}

async function tick(platform: Platform, session: Session, told: Set<number>): Promise<void> {
  const { terminal } = session;
  try {
    const latest = await platform.serve.watermark();
    const now = platform.means.clock.now();
    const { watermark, ahead } = await platform.loop.follow(now - latest < 2 * DAY ? now - LATENESS : latest);
    if (ahead > 0 && !told.has(ahead)) terminal.line(terminal.style.warn(sayAhead(ahead)));
    told.add(ahead);
    for (const step of await platform.loop.advance(watermark, { signal: session.signal })) {
      for (const transition of step.transitions) terminal.line(`${new Date(step.at).toISOString()} ${transition.from} → ${transition.to}: ${transition.why}`);
    }
  } catch (error) {
    terminal.line(terminal.style.bad(`the loop could not take a step: ${error instanceof Error ? error.message : String(error)}`));
  }
}

const wait = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);
