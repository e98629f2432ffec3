import { type Clock, DAY, floorTo, newId } from '../kernel/index.ts';
import { type ActivePolicy, decideUnits, type NamedRequest } from './decide-units.ts';
import type { KnownPredictions } from './known-predictions.ts';
import type { LogWriter } from './log/log-writer.ts';
import type { PredictionAnswer, PredictionRecord, PredictionRequest } from './prediction.ts';
import type { UnitReader } from './read-units.ts';
import type { ShadowRunner } from './shadow-runner.ts';

/** What answering needs. */
export interface PredictorMeans {
  readonly clock: Clock;
  readonly writer: LogWriter;
  readonly known: KnownPredictions;
  readonly shadows: ShadowRunner;
  readonly units: UnitReader;
  /** Waits for the disk before it answers. */
  readonly durable: boolean;
}

/**
 * Answers a batch under one policy: decides, logs, answers, and leaves the rest to the shadows. A name that was answered before gets
 * that answer and no second record. Either all of a batch is answered and logged, or none.
 */
export async function predict(policy: ActivePolicy, requests: readonly PredictionRequest[], means: PredictorMeans): Promise<PredictionAnswer[]> {
  const { clock, known } = means;
  const now = clock.now();
  const batch = newId('prd', clock);
  const named = requests.map(({ predictionId, unitKey, eventAt, inputs }, i): NamedRequest => ({
    predictionId: predictionId ?? `${batch}-${i}`,
    unitKey,
    eventAt: eventAt ?? now,
    inputs,
  }));
  const fresh = withoutRepeats(named, known);
  const decided = fresh.length === 0 ? [] : await decideUnits(policy, fresh, now);
  // While a model that is not compiled was asked, another request may have taken the same names.
  const records = decided.filter((record) => !known.get(record.predictionId));
  if (records.length > 0) await log(policy, records, means);
  if (records.length === requests.length) return records.map(answerOf);
  const made = new Map(records.map((record) => [record.predictionId, record]));
  return Promise.all(named.map(async (request) => answerOf(made.get(request.predictionId) ?? (await recall(request, means)))));
}

/** The requests whose names are new, each name once. */
function withoutRepeats(named: readonly NamedRequest[], known: KnownPredictions): NamedRequest[] {
  const names = new Set<string>();
  return named.filter(({ predictionId }) => {
    if (known.get(predictionId) || names.has(predictionId)) return false;
    names.add(predictionId);
    return true;
  });
}

async function log(policy: ActivePolicy, records: readonly PredictionRecord[], means: PredictorMeans): Promise<void> {
  const { writer, known, shadows } = means;
  const { committed } = writer.append({ kind: 'predictions', records });
  const settled = committed.then(
    () => shadows.run(policy.shadows, records),
    (error: unknown) => {
      for (const record of records) known.forget(record.predictionId);
      throw error;
    },
  );
  for (const record of records) known.add(record.predictionId, { eventAt: record.eventAt, revision: -1, record, committed: settled });
  if (means.durable) return settled;
  // Nobody waits: a failure is told by the next request, whose own write fails.
  settled.catch(() => undefined);
}

/** The answer that was given before: from memory, or from the sealed log. */
async function recall(request: NamedRequest, means: PredictorMeans): Promise<PredictionRecord> {
  const { predictionId } = request;
  const before = means.known.get(predictionId)!;
  if (means.durable) await before.committed;
  if (before.record) return before.record;
  const day = floorTo(before.eventAt, DAY);
  const units = await means.units.read({ interval: { from: day, to: day + DAY }, asOf: before.eventAt });
  return units.find((unit) => unit.predictionId === predictionId)!;
}

const answerOf = ({ predictionId, release, arm, score, predicted, probabilities, decision, rule, reason, violations }: PredictionRecord): PredictionAnswer => ({
  predictionId,
  release,
  arm,
  score,
  ...(probabilities !== undefined && { predicted: predicted ?? null, probabilities }),
  decision,
  rule,
  reason,
  violations,
});
