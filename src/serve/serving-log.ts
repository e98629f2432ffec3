import { mkdir } from 'node:fs/promises';
import type { LoadedRelease } from '../release/index.ts';
import type { Means } from '../store/index.ts';
import { KnownPredictions } from './known-predictions.ts';
import type { LogState } from './log/log-state.ts';
import { type LogWriter, openLogWriter } from './log/log-writer.ts';
import type { TailSegment } from './log/tail-segment.ts';
import type { CountReader } from './read-counts.ts';
import type { SegmentedReader } from './read-segmented-counts.ts';
import { writeSealedCounts } from './sealed-counts.ts';
import { writeSealedSegments } from './sealed-segmented-counts.ts';
import { readSealedNames, type SealedSegment, writeSealed } from './sealed.store.ts';
import { lockLog } from './serve.store.ts';
import { createShadowRunner, type ShadowRunner } from './shadow-runner.ts';

/** How a log is opened for serving. */
export interface ServingLogOptions {
  readonly state: LogState;
  readonly counts: CountReader;
  readonly segments: SegmentedReader;
  readonly mode: 'durable' | 'fast';
  readonly segmentBytes: number;
  readonly remembered: number;
  /** Something failed that no caller waits for. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** The log of the process that serves: the writer, what it remembers, and its shadows. */
export interface ServingLog {
  readonly writer: LogWriter;
  readonly known: KnownPredictions;
  readonly shadows: ShadowRunner;
  /** Waits until shadows have answered and all is on disk. */
  settle(): Promise<void>;
  /** Settles, finishes sealing, and gives up the lock. */
  close(): Promise<void>;
}

/** Makes this process the one that writes. Throws STORE_FOLDER_IN_USE, SERVE_LOG_CORRUPT. */
export async function openServingLog(means: Means, options: ServingLogOptions): Promise<ServingLog> {
  const { state, onFault } = options;
  await mkdir(state.files.folder, { recursive: true });
  const lock = await lockLog(means, state.files.folder);
  try {
    await state.refresh();
    const known = await recallPredictions(means, state, options.remembered);
    const writer = await openLogWriter(state, {
      mode: options.mode,
      segmentBytes: options.segmentBytes,
      seal: (segment, first) => sealSegment(means, { segment, first, known, options }),
      onCommitted: (segment) => options.counts.follow(segment),
      onSealingFailed: (segment, error) => onFault(`sealing ${segment}`, error),
    });
    const shadows = createShadowRunner({
      append: (found) => writer.append({ kind: 'shadows', shadows: found }).committed,
      onFault: (release: LoadedRelease | null, error) => onFault(release ? `shadow ${release.id}` : 'logging shadows', error),
    });
    const settle = async (): Promise<void> => {
      await writer.settle();
      await shadows.settle();
      await writer.settle();
    };
    return {
      writer,
      known,
      shadows,
      settle,
      async close() {
        await settle();
        await writer.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Names of the newest predictions, from the sealed segments and from memory. */
async function recallPredictions(means: Means, state: LogState, limit: number): Promise<KnownPredictions> {
  const known = new KnownPredictions(limit);
  const wanted: SealedSegment[] = [];
  let room = limit - state.tail.reduce((sum, segment) => sum + segment.predictions.length, 0);
  for (const segment of state.sealed.toReversed()) {
    if (room <= 0) break;
    wanted.unshift(segment);
    room -= segment.predictions;
  }
  const raise = (predictionId: string, revision: number): void => {
    const prediction = known.get(predictionId);
    if (prediction) prediction.revision = Math.max(prediction.revision, revision);
  };
  for (const segment of wanted) {
    const { ids, eventAt, revisions } = await readSealedNames(means.columns, state.files, segment);
    ids.forEach((id, i) => known.add(id, { eventAt: eventAt[i]!, revision: -1, record: null, committed: null }));
    for (const [id, revision] of revisions) raise(id, revision);
  }
  for (const segment of state.tail) {
    for (const { record } of segment.predictions) known.add(record.predictionId, { eventAt: record.eventAt, revision: -1, record, committed: null });
    for (const [id, feedback] of segment.feedback) raise(id, Math.max(...feedback.map((f) => f.revision)));
  }
  return known;
}

async function sealSegment(
  means: Means,
  about: { readonly segment: TailSegment; readonly first: number; readonly known: KnownPredictions; readonly options: ServingLogOptions },
): Promise<SealedSegment> {
  const { segment, first, known, options } = about;
  const sealed = await writeSealed(means.columns, options.state.files, {
    segment,
    first,
    // Counts can be made again from the log: that they cannot be made now (a release does not load) is no reason to keep the segment open.
    extra: async (folder) => {
      const counts = await options.counts.ofTail(segment).catch((error: unknown) => options.onFault('counting', error));
      if (counts) await writeSealedCounts(folder, counts);
      const segmented = await options.segments.ofTail(segment).catch((error: unknown) => options.onFault('counting by segment', error));
      if (segmented && segmented.length > 0) await writeSealedSegments(folder, segmented);
    },
  });
  for (const { record } of segment.predictions) {
    const prediction = known.get(record.predictionId);
    if (prediction) prediction.record = null;
  }
  return sealed;
}
