import type { Instant, Problem } from '../kernel/index.ts';
import { type Asked, outcomeProblem } from '../scope/index.ts';
import type { KnownPredictions } from './known-predictions.ts';
import type { LoggedFeedback } from './log/log-batch.ts';
import type { LogWriter } from './log/log-writer.ts';
import type { Feedback } from './prediction.ts';

/** What became of labels that were sent. */
export interface FeedbackReceipt {
  /** Logged, those of unknown predictions included. */
  readonly accepted: number;
  /** Not newer than what is known; nothing was logged. */
  readonly duplicates: number;
  /** Of predictions that the log does not know. They are kept, and join their prediction should it come. */
  readonly unknown: number;
  /** The first five unknown names. */
  readonly unknownIds: readonly string[];
}

/** What is wrong with outcomes, where this is asked for. */
export const feedbackProblems = (items: readonly Feedback[], { task, classes }: Asked): Problem[] =>
  items.flatMap(({ label }, at) => {
    const message = outcomeProblem(task, label, classes);
    return message === null ? [] : [{ path: `/items/${at}/label`, message }];
  });

/** Logs labels that say something new, and waits until they are on disk. */
export async function takeFeedback(
  items: readonly Feedback[],
  means: { readonly known: KnownPredictions; readonly writer: LogWriter; readonly recordedAt: Instant },
): Promise<FeedbackReceipt> {
  const { known, writer, recordedAt } = means;
  const fresh: LoggedFeedback[] = [];
  const unknownIds: string[] = [];
  const before = new Map<string, number>();
  for (const { predictionId, label, labelAt, revision = 0 } of items) {
    const prediction = known.get(predictionId);
    if (!prediction) unknownIds.push(predictionId);
    else if (revision <= prediction.revision) continue;
    else {
      if (!before.has(predictionId)) before.set(predictionId, prediction.revision);
      prediction.revision = revision;
    }
    fresh.push({ predictionId, label, labelAt, revision, recordedAt, unitEventAt: prediction?.eventAt ?? null });
  }
  try {
    if (fresh.length > 0) await writer.append({ kind: 'feedback', feedback: fresh }).committed;
    // A duplicate may be of a label that is still on its way to the disk.
    if (fresh.length < items.length) await writer.settle();
  } catch (error) {
    // What did not reach the disk may be sent again.
    for (const [predictionId, revision] of before) known.get(predictionId)!.revision = revision;
    throw error;
  }
  return { accepted: fresh.length, duplicates: items.length - fresh.length, unknown: unknownIds.length, unknownIds: unknownIds.slice(0, 5) };
}
