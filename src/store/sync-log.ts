import { type FileHandle, open } from 'node:fs/promises';
import { nameFullDisk } from './durable-file.ts';

/** Makes what was written to a file last through a power cut. */
export interface LogSync {
  /** What is committed next is acknowledged before it is on the disk; it follows at once, and a failure is told to the next who commits. */
  relax(): void;
  /** After each commit, and each transaction that wrote nothing: settles when the one who wrote may be told so. Throws as `synced` does. */
  committed(wrote: boolean): Promise<void>;
  /** Settles when all that was written before the call is on the disk. Those who ask while a sync runs share the next one. Throws STORE_DISK_FULL. */
  synced(): Promise<void>;
  /** After the last sync. */
  close(): Promise<void>;
}

/**
 * Syncs SQLite's write-ahead log after commits, in the thread pool: SQLite itself would make the event loop wait for the disk, and each commit alone.
 * The file is there from the first commit on, and stays while a connection is open.
 */
export function createLogSync(path: string): LogSync {
  let file: FileHandle | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let relaxed = false;
  let lost: { readonly error: unknown } | undefined;
  const sync = async (): Promise<void> => {
    try {
      file ??= await open(path, 'r+');
      await file.datasync();
    } catch (error) {
      throw nameFullDisk(error, path);
    }
  };
  const start = (): Promise<void> => (running = sync().finally(() => (running = undefined)));
  const afterRunning = async (): Promise<void> => {
    await running!.catch(() => undefined);
    next = undefined;
    return running ?? start();
  };
  const synced = (): Promise<void> => (running === undefined ? start() : (next ??= afterRunning()));
  const tellLost = (): void => {
    const told = lost;
    lost = undefined;
    if (told !== undefined) throw told.error;
  };
  return {
    relax() {
      relaxed = true;
    },
    async committed(wrote) {
      const soon = relaxed;
      relaxed = false;
      if (!wrote) return;
      tellLost();
      if (!soon) return synced();
      synced().catch((error: unknown) => (lost = { error }));
    },
    synced,
    async close() {
      await (next ?? running)?.catch(() => undefined);
      await file?.close();
    },
  };
}
