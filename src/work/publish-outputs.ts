import type { Digest } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import type { WrittenFile } from './run-step.ts';
import { workErrors } from './work.errors.ts';
import { saveSteps, type StepRecord, type StepTrace } from './work.store.ts';

/** What a step made, still in its temporary folder. */
export interface MadeStep {
  readonly record: StepRecord;
  readonly trace: StepTrace;
  /** Its outputs by digest; they stay where they are for the steps that read them. */
  readonly files: ReadonlyMap<Digest, WrittenFile>;
  onDurable(): void;
  onLost(error: unknown): void;
}

/** Makes finished steps durable beside the work: while one step runs, the outputs of those before it reach the disk. */
export interface Publisher {
  add(made: MadeStep): void;
  /** Waits until everything added is durable or lost. */
  settle(): Promise<void>;
}

/**
 * How long short steps wait for others, so that they share the price of one write to the disk, which also halts this process for a moment.
 * As soon as this much work would be lost by a crash, it is written.
 */
const GATHER_MS = 50;

/**
 * First the bytes of all waiting steps, at once; then one record of them all, in one transaction: a crash leaves a step whole or not at all,
 * and the price of the disk is paid once for many small steps. After a failure (a full disk) nothing more is recorded.
 */
export function createPublisher(means: Means, pipeline: string): Publisher {
  let waiting: MadeStep[] = [];
  let last: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  const publish = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      if (failure) throw failure.error;
      await Promise.all(batch.flatMap((made) => [...made.files].map(([digest, file]) => storeFile(means, { step: made.trace.step, digest, ...file }))));
      await saveSteps(means, { pipeline, records: batch.map((made) => made.record), traces: batch.map((made) => made.trace) });
      for (const made of batch) made.onDurable();
    } catch (error) {
      failure ??= { error };
      for (const made of batch) made.onLost(error);
    }
  };
  let soon: NodeJS.Timeout | undefined;
  const flush = (): Promise<void> => {
    clearTimeout(soon);
    soon = undefined;
    last = last.then(publish);
    return last;
  };
  return {
    add(made) {
      waiting.push(made);
      const atRisk = waiting.reduce((sum, { record }) => sum + record.milliseconds, 0);
      if (atRisk >= GATHER_MS) void flush();
      else soon ??= setTimeout(() => void flush(), GATHER_MS);
    },
    settle: flush,
  };
}

async function storeFile(means: Means, file: WrittenFile & { step: string; digest: Digest }): Promise<void> {
  if (file.bytes) return void (await means.blobs.put(file.bytes));
  if (await means.blobs.has(file.digest)) return;
  // Copied, not moved: the steps that follow may be reading it, and what still writes to it must not reach the store.
  if ((await means.blobs.putFile(file.path)) !== file.digest) throw workErrors.OUTPUT_CHANGED({ step: file.step, path: file.path });
}
