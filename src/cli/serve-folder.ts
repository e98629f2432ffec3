import { resolve } from 'node:path';
import { assertBindingIsSafe } from '../access/index.ts';
import type { Platform, TrackingPlatform } from '../platform/index.ts';
import { type RunningServer, startServer } from '../server/index.ts';
import { readOrMakeToken } from './read-token.ts';
import { leaveCard, takeCard } from './server-card.ts';
import type { Session } from './session.ts';

/** How a server is reached, as the command line gives it. */
export interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  /** A file with the token; made, with a new one, when it is not there. Goes before CAPSTAN_TOKEN. */
  readonly tokenFile?: string;
}

/** A folder that is being served by this process. */
export interface ServedFolder {
  readonly server: RunningServer;
  close(): Promise<void>;
}

/** The token that is to guard the server; `made` when there was none in its file. Throws ACCESS_TOKEN_REQUIRED for an unsafe binding. */
export async function readServeToken(session: Session, options: ServeOptions): Promise<{ readonly token: string | undefined; readonly made: boolean }> {
  const found = options.tokenFile === undefined ? { token: session.token, made: false } : await readOrMakeToken(resolve(options.tokenFile));
  assertBindingIsSafe({ host: options.host ?? '127.0.0.1', token: found.token });
  return found;
}

/**
 * Becomes the one server of a folder: locks it, makes the platform ready, listens, and leaves the address where other commands look for it.
 * The platform is closed with the server, and when it cannot be started.
 */
export async function serveFolder<P extends Platform | TrackingPlatform>(
  session: Session,
  folder: { readonly root: string; readonly platform: P; readonly prepare?: (platform: P) => Promise<unknown> },
  options: ServeOptions,
): Promise<ServedFolder> {
  const { root, platform, prepare } = folder;
  let lock: Awaited<ReturnType<TrackingPlatform['lock']>> | undefined;
  try {
    lock = await platform.lock();
    const held = lock;
    await prepare?.(platform);
    const server = await startServer(platform, {
      version: session.version,
      ...(options.host !== undefined && { host: options.host }),
      ...(options.port !== undefined && { port: options.port }),
      ...(session.token !== undefined && { token: session.token }),
      onFault: (error) => session.terminal.fault(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    await leaveCard(root, {
      url: server.url.replace(/\/\/(?:0\.0\.0\.0|\[::\]):/, '//127.0.0.1:'),
      pid: process.pid,
      ...(options.tokenFile !== undefined && { tokenFile: resolve(options.tokenFile) }),
    });
    return {
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
