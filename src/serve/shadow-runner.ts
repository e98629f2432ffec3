import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoadedRelease } from '../release/index.ts';
import type { LoggedShadow } from './log/log-batch.ts';
import type { PredictionRecord } from './prediction.ts';

/** Units that a shadow decides on before other work, such as answers, gets its turn. */
const SLICE = 32;
/** Units that may wait; beyond, units go without shadows rather than answers without memory. */
const MAX_WAITING = 50_000;

/** How shadows are run. */
export interface ShadowRunnerOptions {
  /** Logs what shadows said. */
  readonly append: (shadows: readonly LoggedShadow[]) => Promise<void>;
  /** A shadow, or the log, failed: told once a batch; the answers that were given stand. */
  readonly onFault: (release: LoadedRelease | null, error: unknown) => void;
}

/** Asks shadows after answers were given. */
export interface ShadowRunner {
  /** Takes units that were answered and logged. Returns at once. */
  run(shadows: readonly LoadedRelease[], records: readonly PredictionRecord[]): void;
  /** Units that went without shadows because too many were waiting. */
  skipped(): number;
  /** Waits until no unit waits and what shadows said is logged. */
  settle(): Promise<void>;
}

/** Makes a runner; it works off units in the order in which they came. */
export function createShadowRunner(options: ShadowRunnerOptions): ShadowRunner {
  const queue: { shadows: readonly LoadedRelease[]; records: readonly PredictionRecord[] }[] = [];
  const logging = new Set<Promise<void>>();
  let waiting = 0;
  let skipped = 0;
  let working: Promise<void> | undefined;

  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      await nextTurn();
      const found: LoggedShadow[] = [];
      for (const release of job.shadows) {
        try {
          await ask(release, job.records, found);
        } catch (error) {
          options.onFault(release, error);
        }
      }
      waiting -= job.records.length;
      if (found.length === 0) continue;
      const logged = options.append(found).catch((error: unknown) => options.onFault(null, error));
      logging.add(logged);
      void logged.then(() => logging.delete(logged));
    }
    working = undefined;
  };

  return {
    run(shadows, records) {
      if (shadows.length === 0 || records.length === 0) return;
      if (waiting + records.length > MAX_WAITING) {
        skipped += records.length;
        return;
      }
      waiting += records.length;
      queue.push({ shadows, records });
      working ??= work();
    },
    skipped: () => skipped,
    async settle() {
      while (working || logging.size > 0) {
        await working;
        await Promise.all(logging);
      }
    },
  };
}

async function ask(release: LoadedRelease, records: readonly PredictionRecord[], found: LoggedShadow[]): Promise<void> {
  // A unit that this very release decided on has its answer.
  const units = records.filter((record) => record.release !== release.id);
  for (let from = 0; from < units.length; from += SLICE) {
    if (from > 0) await nextTurn();
    const slice = units.slice(from, from + SLICE);
    const decided = release.immediate ? slice.map((record) => release.decide(record.inputs)) : await release.decideBatch(slice.map((record) => record.inputs));
    decided.forEach(({ score, predicted, probabilities, decision }, i) => {
      if (score === null || decision === null) return;
      const { predictionId, eventAt } = slice[i]!;
      found.push({ predictionId, release: release.id, score, ...(probabilities && { predicted: predicted ?? null, probabilities }), decision, unitEventAt: eventAt });
    });
  }
}
