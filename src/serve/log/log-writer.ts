import { type FileHandle, open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf } from '../../kernel/index.ts';
import { type SealedSegment, syncFolder } from '../sealed.store.ts';
import { serveErrors } from '../serve.errors.ts';
import { encodeFrame } from './frame.ts';
import { GroupEncoder } from './encode-batches.ts';
import type { LogBatch } from './log-batch.ts';
import type { LogState } from './log-state.ts';
import { TailSegment } from './tail-segment.ts';

/** In `fast` mode nobody waits for predictions to be written: what comes within so many ms is written at once. */
const LINGER = 10;

/** How a log is written. */
export interface LogWriterOptions {
  /** `durable` commits with fdatasync; `fast` leaves it to the operating system. */
  readonly mode: 'durable' | 'fast';
  /** A segment that is larger is closed. */
  readonly segmentBytes: number;
  /** Seals a closed segment, given the order of its first prediction. */
  readonly seal: (segment: TailSegment, first: number) => Promise<SealedSegment>;
  /** Something was committed to a segment and is visible. */
  readonly onCommitted: (segment: TailSegment) => void;
  /** A closed segment could not be sealed: it stays readable as it is, and is tried again at the next opening. */
  readonly onSealingFailed: (segment: string, error: unknown) => void;
}

/** The predictions of one append get the orders `first`, `first + 1` …; `committed` settles when they are on disk and visible. */
export interface Appended {
  readonly first: number;
  readonly committed: Promise<void>;
}

/** Records to log; predictions are given their order. */
export type NewBatch = LogBatch extends infer B ? (B extends { kind: 'predictions' } ? Omit<B, 'first'> : B) : never;

/** The one writer of a log. */
export interface LogWriter {
  /** Never waits for the disk itself: batches that come while one is written share the next frame and its fdatasync. */
  append(batch: NewBatch): Appended;
  /** Waits until everything appended is written. */
  settle(): Promise<void>;
  /** Settles, waits for sealing, and lets go of the file. */
  close(): Promise<void>;
}

interface Waiting {
  readonly batch: LogBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens the log for writing: an unfinished frame at the end (of a writer that died) is cut, segments that were closed but not sealed
 * are sealed in the background. Throws SERVE_LOG_CORRUPT; then nothing is cut.
 */
export async function openLogWriter(state: LogState, options: LogWriterOptions): Promise<LogWriter> {
  const { files } = state;
  await state.refresh();
  const listed = await files.list();
  for (const number of listed.unfinished) await rm(files.unfinished(number), { recursive: true, force: true });
  for (const number of listed.sealed) await rm(files.open(number), { force: true });

  let segment: TailSegment;
  let handle: FileHandle;
  let writing: Promise<void> | undefined;
  let sealing: Promise<void> = Promise.resolve();
  let waiting: Waiting[] = [];
  /** Holds the texts of what waits. */
  const encoder = new GroupEncoder();
  let lingering: NodeJS.Timeout | undefined;
  /** Somebody waits for what waits. */
  let urgent = false;

  const begin = async (number: number): Promise<void> => {
    const opened = await open(files.open(number), 'w');
    try {
      await syncFolder(files.folder);
    } catch (error) {
      await opened.close();
      throw error;
    }
    handle = opened;
    segment = new TailSegment(number);
    state.tail = [...state.tail, segment];
  };
  const seal = (closed: TailSegment): void => {
    sealing = sealing.then(async () => {
      try {
        const sealed = await options.seal(closed, closed.predictions[0]?.order ?? 0);
        state.seal(sealed);
        await rm(files.open(closed.number), { force: true });
      } catch (error) {
        options.onSealingFailed(basename(files.open(closed.number)), error);
      }
    });
  };
  /** Puts back the file to its last whole frame, so that what failed leaves nothing behind. */
  const undo = async (): Promise<void> => {
    await handle.truncate(segment.bytes).catch(() => undefined);
  };

  const last = state.tail.at(-1);
  if (last) {
    segment = last;
    handle = await open(files.open(last.number), 'r+');
    if ((await handle.stat()).size > last.bytes) await handle.truncate(last.bytes);
    for (const closed of state.tail.slice(0, -1)) seal(closed);
  } else await begin((state.sealed.at(-1)?.number ?? 0) + 1);
  let next = nextOrder(state);

  const commit = async (group: readonly Waiting[], frame: Uint8Array): Promise<void> => {
    let written = 0;
    while (written < frame.length) written += (await handle.write(frame, written, frame.length - written, segment.bytes + written)).bytesWritten;
    if (options.mode === 'durable') await handle.datasync();
    segment.bytes += frame.length;
    for (const one of group) segment.add(one.batch);
    options.onCommitted(segment);
  };
  const rotate = async (): Promise<void> => {
    const closed = segment;
    const before = handle;
    await begin(closed.number + 1);
    await before.close();
    seal(closed);
  };
  const write = async (): Promise<void> => {
    do {
      const group = waiting;
      const frame = encodeFrame(encoder.take());
      waiting = [];
      urgent = false;
      try {
        if (segment.bytes >= options.segmentBytes) await rotate();
        await commit(group, frame);
        for (const one of group) one.resolve();
      } catch (error) {
        await undo();
        // What waits behind the failure got its orders after it: none of it may stay.
        const failed = [...group, ...waiting];
        waiting = [];
        encoder.take();
        next = nextOrder(state);
        const refusal = serveErrors.LOG_UNWRITABLE({ segment: basename(files.open(segment.number)), reason: messageOf(error) }, { cause: error });
        for (const one of failed) one.reject(refusal);
      }
    } while (urgent);
    writing = undefined;
    if (waiting.length > 0) linger();
  };
  const hurry = (): void => {
    clearTimeout(lingering);
    lingering = undefined;
    urgent = waiting.length > 0;
    // Not at once: who else appends within this turn comes along.
    if (urgent) writing ??= Promise.resolve().then(write);
  };
  const linger = (): void => void (lingering ??= setTimeout(hurry, LINGER));
  const settle = async (): Promise<void> => {
    for (hurry(); writing; hurry()) await writing;
  };

  return {
    append(batch) {
      const first = next;
      const ordered: LogBatch = batch.kind === 'predictions' ? { ...batch, first } : batch;
      encoder.add(ordered);
      if (batch.kind === 'predictions') next += batch.records.length;
      const committed = new Promise<void>((resolve, reject) => waiting.push({ batch: ordered, resolve, reject }));
      if (options.mode === 'durable' || batch.kind === 'feedback') hurry();
      else if (!writing) linger();
      return { first, committed };
    },
    settle,
    async close() {
      await settle();
      await sealing;
      await handle.close();
    },
  };
}

function nextOrder(state: LogState): number {
  const inTail = state.tail.findLast((segment) => segment.predictions.length > 0)?.predictions.at(-1);
  const sealed = state.sealed.findLast((segment) => segment.predictions > 0);
  return inTail ? inTail.order + 1 : sealed ? sealed.first + sealed.predictions : 0;
}
