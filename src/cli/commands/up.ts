import { resolve } from 'node:path';
import { assertBindingIsSafe } from '../../access/index.ts';
import { DAY, MINUTE, SECOND } from '../../kernel/index.ts';
import { openPlatform, type Platform, stateFolderOf } from '../../platform/index.ts';
import { type RunningServer, startServer } from '../../server/index.ts';
import { openProject } from '../open-project.ts';
import { readOrMakeToken } from '../read-token.ts';
import { leaveCard, takeCard } from '../server-card.ts';
import type { Session } from '../session.ts';

export interface UpOptions {
  readonly host?: string;
  readonly port?: number;
  /** A file with the token; made, with a new one, when it is not there. Goes before CAPSTAN_TOKEN. */
  readonly tokenFile?: string;
}

/** A project that is being served by this process. */
export interface ServedProject {
  readonly platform: Platform;
  readonly server: RunningServer;
  close(): Promise<void>;
}

/** How often the loop looks whether a window can be closed. */
const TICK = 10 * SECOND;

/** How long after an event it may still be reported, before its window is closed. */
const LATENESS = 5 * MINUTE;

/** Opens a project as its one server: locks the folder, listens, and leaves its address where other commands look for it. */
export async function serveProject(session: Session, platform: Platform, options: UpOptions = {}): Promise<ServedProject> {
  const { root } = platform.loaded;
  let lock: Awaited<ReturnType<Platform['lock']>> | undefined;
  try {
    lock = await platform.lock();
    const held = lock;
    await platform.train.sweep();
    await platform.serve.open();
    const server = await startServer(platform, {
      version: session.version,
      ...(options.host !== undefined && { host: options.host }),
      ...(options.port !== undefined && { port: options.port }),
      ...(session.token !== undefined && { token: session.token }),
      onFault: (error) => session.terminal.line(session.terminal.style.bad(error instanceof Error ? (error.stack ?? error.message) : String(error))),
    });
    await leaveCard(root, {
      url: server.url.replace(/\/\/(?:0\.0\.0\.0|\[::\]):/, '//127.0.0.1:'),
      pid: process.pid,
      ...(options.tokenFile !== undefined && { tokenFile: resolve(options.tokenFile) }),
    });
    return {
      platform,
      server,
      async close() {
        await takeCard(root);
        await server.close();
        await platform.close();
        await held.release();
      },
    };
  } catch (error) {
    await platform.close();
    await lock?.release();
    throw error;
  }
}

/** Serves the project of the folder until interrupted; the loop turns by itself as traffic passes the ends of windows. */
export async function up(session: Session, options: UpOptions): Promise<void> {
  const { terminal } = session;
  const loaded = await openProject(session);
  const { token, made } = options.tokenFile === undefined ? { token: session.token, made: false } : await readOrMakeToken(resolve(options.tokenFile));
  assertBindingIsSafe({ host: options.host ?? '127.0.0.1', token });
  const served = await serveProject({ ...session, token }, await openPlatform(loaded), options);
  terminal.line(`${terminal.style.bold(loaded.project.name)} is up at ${served.server.url}`);
  if (made) terminal.line(`a new token is in ${options.tokenFile}; others send it: authorization: Bearer <token>`);
  terminal.line(terminal.style.dim(`state in ${stateFolderOf(loaded.root)}; Ctrl-C stops it`));
  terminal.json({ url: served.server.url });
  while (!session.signal.aborted) {
    await wait(TICK, session.signal);
    if (!session.signal.aborted) await tick(served.platform, session);
  }
  await served.close();
}

async function tick(platform: Platform, session: Session): Promise<void> {
  const { terminal } = session;
  try {
    const latest = await platform.serve.watermark();
    const now = platform.means.clock.now();
    const watermark = now - latest < 2 * DAY ? now - LATENESS : latest;
    for (const step of await platform.loop.advance(watermark, { signal: session.signal })) {
      for (const transition of step.transitions) terminal.line(`${new Date(step.at).toISOString()} ${transition.from} → ${transition.to}: ${transition.why}`);
    }
  } catch (error) {
    terminal.line(terminal.style.bad(`the loop could not take a step: ${error instanceof Error ? error.message : String(error)}`));
  }
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
