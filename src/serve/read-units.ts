import { contains, DAY, floorTo, HOUR, type Instant, type Interval } from '../kernel/index.ts';
import type { Columns } from '../store/index.ts';
import type { LoggedFeedback, LoggedPrediction, LoggedShadow } from './log/log-batch.ts';
import type { LogState } from './log/log-state.ts';
import type { TailSegment } from './log/tail-segment.ts';
import type { Unit } from './prediction.ts';
import { readSealedUnits, readStrayFeedback } from './sealed.store.ts';

/** Sealed units kept in memory, over all days; one takes about 1 kB. */
const MAX_KEPT = 50_000;

/** What sealed segments know of one unit. */
interface SealedUnit extends LoggedPrediction {
  readonly shadows: LoggedShadow[];
  readonly feedback: LoggedFeedback[];
}

/** What is kept of the sealed segments, as long as no other one is sealed. */
interface Kept {
  readonly sealings: number;
  readonly days: Map<Instant, Promise<readonly SealedUnit[]>>;
  readonly sizes: Map<Instant, number>;
  /** Labels that came for predictions which were not known then. */
  strays: Promise<ReadonlyMap<string, readonly LoggedFeedback[]>> | undefined;
}

/** Joins predictions with their shadows and labels; see `createUnitReader`. */
export interface UnitReader {
  /** Units whose event time lies in the interval, in the order of assignment, with the labels known at `asOf`. */
  read(asked: { readonly interval: Interval; readonly asOf: Instant }): Promise<Unit[]>;
}

/**
 * Reads units across sealed and open segments. Open ones lie in memory by event hour; days of sealed ones are read from Parquet
 * once and kept while there is room, until another segment is sealed.
 */
export function createUnitReader(state: LogState, columns: Columns, classes: readonly string[]): UnitReader {
  const places = new Map(classes.map((name, k) => [name, k]));
  const fresh = (): Kept => ({ sealings: state.sealings, days: new Map(), sizes: new Map(), strays: undefined });
  let kept = fresh();

  const sealedDay = (day: Instant): Promise<readonly SealedUnit[]> => {
    const loading = kept.days.get(day) ?? loadDay(state, columns, day);
    kept.days.delete(day);
    kept.days.set(day, loading);
    return loading;
  };

  const readOnce = async (interval: Interval, asOf: Instant): Promise<Unit[]> => {
    const { tail } = state;
    const units: Unit[] = [];
    const strays = await (kept.strays ??= loadStrays(state, columns));
    const take = (logged: LoggedPrediction, shadows: readonly LoggedShadow[], feedback: readonly LoggedFeedback[]): void => {
      if (contains(interval, logged.record.eventAt)) units.push(join(logged, { tail, asOf, places, shadows, feedback, strays: strays.get(logged.record.predictionId) ?? [] }));
    };
    for (const day of sealedDays(state, interval)) {
      const loaded = await sealedDay(day);
      for (const unit of loaded) take(unit, unit.shadows, unit.feedback);
      forgetDays(kept, day, loaded.length);
    }
    for (const segment of tail) {
      for (const [hour, predictions] of segment.byHour) {
        if (hour + HOUR > interval.from && hour < interval.to) for (const logged of predictions) take(logged, [], []);
      }
    }
    return units.sort((a, b) => a.order - b.order);
  };

  return {
    async read({ interval, asOf }) {
      // A segment that is sealed while its units are read would be found twice or not at all: then they are read again.
      for (;;) {
        if (kept.sealings !== state.sealings) kept = fresh();
        const { sealings } = state;
        const units = await readOnce(interval, asOf);
        if (sealings === state.sealings) return units;
      }
    },
  };
}

/** The days of the interval on which sealed segments have predictions. */
function* sealedDays(state: LogState, interval: Interval): Iterable<Instant> {
  const spans = state.sealed.flatMap((segment) => segment.events ?? []);
  const from = Math.max(interval.from, Math.min(...spans.map((span) => span.from)));
  const to = Math.min(interval.to, Math.max(...spans.map((span) => span.to)));
  for (let day = floorTo(from, DAY); day < to; day += DAY) if (spans.some((span) => span.from < day + DAY && day < span.to)) yield day;
}

/** Lets go of the days that were asked for longest ago, when too many units are kept. */
function forgetDays(kept: Kept, newest: Instant, size: number): void {
  kept.sizes.set(newest, size);
  let total = [...kept.sizes.values()].reduce((sum, units) => sum + units, 0);
  for (const day of kept.days.keys()) {
    if (total <= MAX_KEPT || day === newest) return;
    kept.days.delete(day);
    total -= kept.sizes.get(day) ?? 0;
    kept.sizes.delete(day);
  }
}

async function loadDay(state: LogState, columns: Columns, day: Instant): Promise<readonly SealedUnit[]> {
  const read = await readSealedUnits(columns, state.files, { segments: state.sealed, interval: { from: day, to: day + DAY } });
  const units = new Map<string, SealedUnit>();
  for (const logged of read.predictions) units.set(logged.record.predictionId, { ...logged, shadows: [], feedback: [] });
  for (const shadow of read.shadows) units.get(shadow.predictionId)?.shadows.push(shadow);
  for (const feedback of read.feedback) units.get(feedback.predictionId)?.feedback.push(feedback);
  return [...units.values()];
}

async function loadStrays(state: LogState, columns: Columns): Promise<ReadonlyMap<string, readonly LoggedFeedback[]>> {
  const strays = new Map<string, LoggedFeedback[]>();
  for (const feedback of await readStrayFeedback(columns, state.files, state.sealed)) strays.set(feedback.predictionId, [...(strays.get(feedback.predictionId) ?? []), feedback]);
  return strays;
}

interface KnownOfUnit {
  readonly tail: readonly TailSegment[];
  readonly asOf: Instant;
  /** Of classes by name; an outcome of another class says nothing. */
  readonly places: ReadonlyMap<string, number>;
  readonly shadows: readonly LoggedShadow[];
  readonly feedback: readonly LoggedFeedback[];
  readonly strays: readonly LoggedFeedback[];
}

function join({ order, record }: LoggedPrediction, known: KnownOfUnit): Unit {
  let { shadows } = known;
  let label = latestLabel(latestLabel(null, known.strays, known.asOf), known.feedback, known.asOf);
  for (const segment of known.tail) {
    const more = segment.shadows.get(record.predictionId);
    if (more) shadows = shadows.length === 0 ? more : [...shadows, ...more];
    const feedback = segment.feedback.get(record.predictionId);
    if (feedback) label = latestLabel(label, feedback, known.asOf);
  }
  const outcome = label === null ? null : typeof label.label === 'string' ? (known.places.get(label.label) ?? null) : label.label;
  // Written out: a spread of this many members takes ten times as long, and days are read often.
  return {
    predictionId: record.predictionId,
    release: record.release,
    arm: record.arm,
    score: record.score,
    ...(record.probabilities !== undefined && { predicted: record.predicted ?? null, probabilities: record.probabilities }),
    decision: record.decision,
    rule: record.rule,
    reason: record.reason,
    violations: record.violations,
    deployment: record.deployment,
    unitKey: record.unitKey,
    eventAt: record.eventAt,
    recordedAt: record.recordedAt,
    propensity: record.propensity,
    policyVersion: record.policyVersion,
    inputs: record.inputs,
    features: record.features,
    order,
    shadows,
    label: outcome,
    labelAt: outcome === null ? null : label!.labelAt,
  };
}

/** The highest revision known by then wins; of two with the same revision, the one that came first. */
function latestLabel(before: LoggedFeedback | null, feedback: readonly LoggedFeedback[], asOf: Instant): LoggedFeedback | null {
  let latest = before;
  for (const one of feedback) if (one.labelAt <= asOf && (latest === null || one.revision > latest.revision)) latest = one;
  return latest;
}
