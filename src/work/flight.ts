import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../kernel/index.ts';
import { isAlive } from '../store/index.ts';

const HEARTBEAT_MS = 5_000;
const STALE_MS = 30_000;

/** Lets one process at a time work on a name, so that nothing is computed twice at the same moment. */
export interface Flights {
  /** Waits until nobody else works on `name`, then holds it. */
  enter(name: string, signal: AbortSignal): Promise<() => void>;
  close(): void;
}

/**
 * Files in `folder`, one a name, kept fresh by their holders. The flight of a process that is gone (killed, or silent for 30 s) is taken over at once.
 * In the rarest race two may hold one name: work is then done twice, with the same outcome, since results are published by content.
 */
export function openFlights(folder: string): Flights {
  mkdirSync(folder, { recursive: true });
  // Nobody may ask for the name again: what it was held for can have been published just before its holder was killed.
  for (const path of readdirSync(folder).map((name) => join(folder, name))) if (isStale(path)) rmSync(path, { force: true });
  const held = new Set<string>();
  const card = JSON.stringify({ host: hostname(), pid: process.pid });
  let heart: NodeJS.Timeout | undefined;
  const beat = (): void => {
    const now = systemClock.now() / 1000;
    for (const path of held) {
      try {
        utimesSync(path, now, now);
      } catch {
        // Taken over by another; nothing to keep fresh.
      }
    }
  };
  const take = (path: string): boolean => {
    try {
      writeFileSync(path, card, { flag: 'wx' });
      return true;
    } catch {
      return false;
    }
  };
  return {
    async enter(name, signal) {
      const path = join(folder, name.replace(/[^\w-]/g, '-'));
      for (let wait = 5; !take(path); wait = Math.min(wait * 2, 100)) {
        signal.throwIfAborted();
        if (isStale(path)) rmSync(path, { force: true });
        else await sleep(wait, undefined, { signal });
      }
      held.add(path);
      heart ??= setInterval(beat, HEARTBEAT_MS).unref();
      return () => {
        if (held.delete(path)) rmSync(path, { force: true });
      };
    },
    close() {
      clearInterval(heart);
      for (const path of held) rmSync(path, { force: true });
      held.clear();
    },
  };
}

function isStale(path: string): boolean {
  try {
    const silent = systemClock.now() - statSync(path).mtimeMs;
    if (silent > STALE_MS) return true;
    const holder = JSON.parse(readFileSync(path, 'utf8')) as { host: string; pid: number };
    return holder.host === hostname() && !isAlive(holder.pid);
  } catch {
    // Gone, or being written: look again.
    return false;
  }
}
