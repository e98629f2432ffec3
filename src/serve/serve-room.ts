import { isDeepStrictEqual } from 'node:util';
import { type Digest, floorTo, HOUR, type Instant, type Interval, messageOf } from '../kernel/index.ts';
import type { ReleaseRoom } from '../release/index.ts';
import type { Asked } from '../scope/index.ts';
import type { Means } from '../store/index.ts';
import { createCountReader } from './read-counts.ts';
import { createSegmentedReader } from './read-segmented-counts.ts';
import type { SegmentedCounts } from './segmented-counts.ts';
import { changePolicy, type Deployment, type PolicyChange, type Serving } from './deployment.ts';
import { findPreviousChampion } from './find-previous-champion.ts';
import type { ReleaseCounts } from './hour-counts.ts';
import { LogState } from './log/log-state.ts';
import { segmentFiles } from './log/segment-files.ts';
import { createPolicyHolder } from './policy-holder.ts';
import { predict } from './predictor.ts';
import type { Feedback, PredictionAnswer, PredictionRequest, Unit } from './prediction.ts';
import { createPredictionReader, type PredictionReader } from './read-predictions.ts';
import { createUnitReader } from './read-units.ts';
import { serveErrors } from './serve.errors.ts';
import { findDeployment, findPolicies, type PolicyAction, type PolicyReason, recordFault, saveDeployment } from './serve.store.ts';
import { openServingLog, type ServingLog } from './serving-log.ts';
import { createSharedTurn } from './share-turn.ts';
import { feedbackProblems, type FeedbackReceipt, takeFeedback } from './take-feedback.ts';

/** What serving stands on. */
export interface ServeSettings extends Partial<Asked> {
  readonly releases: ReleaseRoom;
  readonly serving?: Serving;
  /** Segments of the log are closed beyond this size. @default 16 MiB */
  readonly segmentBytes?: number;
  /** Predictions whose names are remembered, to answer repeats and join labels. @default 500_000 */
  readonly remembered?: number;
}

/** Requests in, logged answers out; units and counts for those who watch: see `createServeRoom`. */
export interface ServeRoom {
  readonly name: string;
  /** The policy in force, as recorded; null before the first. */
  deployment(): Promise<Deployment | null>;
  /**
   * Changes the traffic policy: its releases are loaded first, so that a broken one changes nothing; then it is recorded, with its event, and the
   * next request begins under it. A new champion also moves the alias `champion`. A change that changes nothing is none. Throws SERVE_POLICY_INVALID, SERVE_POLICY_CONTENDED, RELEASE_*.
   */
  setPolicy(change: PolicyChange, reason: PolicyReason): Promise<Deployment>;
  /** Goes back to the champion before the present reign, and ends a trial. Throws SERVE_NOTHING_TO_ROLL_BACK, SERVE_NOT_DEPLOYED. */
  rollBack(reason: PolicyReason): Promise<Deployment>;
  /**
   * Answers a batch, in its order. In durable mode every answer is on disk when it is given. Only one process may answer: the server.
   * Throws SERVE_NOT_DEPLOYED, SERVE_LOG_UNWRITABLE, SERVE_LOG_CORRUPT, SERVE_CLOSED, STORE_FOLDER_IN_USE, RELEASE_FEATURES_FAILED; then none of it is answered.
   */
  predict(requests: readonly PredictionRequest[]): Promise<PredictionAnswer[]>;
  /** Logs labels that came later. Duplicates are harmless; the highest revision wins. Throws SERVE_OUTCOME_INVALID, and as `predict` does. */
  feedback(items: readonly Feedback[]): Promise<FeedbackReceipt>;
  /** Units of an interval of event time in the order of assignment, with the labels known by `asOf`. @default asOf: all labels */
  units(asked: { readonly interval: Interval; readonly asOf?: Instant }): Promise<readonly Unit[]>;
  /** What each release answered in an interval of whole hours, counted in the bins of its reference. Throws SERVE_INTERVAL_UNALIGNED. */
  counts(interval: Interval): Promise<ReadonlyMap<Digest, ReleaseCounts>>;
  /** The same by the segments of each release's reference, one a segmentation; releases that watch none are left out. Throws SERVE_INTERVAL_UNALIGNED. */
  segmentedCounts(interval: Interval): Promise<ReadonlyMap<Digest, readonly SegmentedCounts[]>>;
  /** What was answered, an hour of event time after the other, in memory that does not grow with the interval: see `PredictionReader`. */
  predictions: PredictionReader['predictions'];
  /** The scores of a release as champion, in the same way. */
  scores: PredictionReader['scores'];
  /** The latest event time among all predictions; 0 before the first. */
  watermark(): Promise<Instant>;
  /** The earliest event time among all predictions, down to its hour; null before the first. */
  firstEventAt(): Promise<Instant | null>;
  /** Opens the log for writing now instead of at the first request: repeats are remembered, a torn end is cut, and releases begin to be loaded. */
  open(): Promise<void>;
  /** Waits until shadows have answered and all is logged. */
  settle(): Promise<void>;
  /** Settles, finishes sealing, and lets another process write. */
  close(): Promise<void>;
  /** Units that went without shadows since opening, because too many were waiting. */
  skippedShadows(): number;
  /** What this process knows of the log that is not sealed to Parquet yet. */
  backlog(): { readonly segments: number; readonly predictions: number };
}

/**
 * Opens the serve room of a project. Any process may look; the first `predict`, `feedback` or `open` makes it the one that writes.
 * Needs `serveMigrations` and `releaseMigrations`.
 */
export function createServeRoom(means: Means, settings: ServeSettings): ServeRoom {
  const { releases, serving = {}, task = 'binary', classes = [] } = settings;
  const name = serving.deployment ?? means.project;
  const state = new LogState(segmentFiles(means.folder.path('predictions', name)));
  const load = (release: Digest) => releases.load(release);
  const units = createUnitReader(state, means.columns, classes);
  const predictions = createPredictionReader(state, means.columns);
  const counting = { state, columns: means.columns, load };
  const counts = createCountReader(counting);
  const segments = createSegmentedReader(counting);
  const turn = createSharedTurn();
  const told = new Set<string>();
  const recordOnce = (what: string, error: unknown): void => {
    const reason = messageOf(error);
    if (told.has(`${what}: ${reason}`)) return;
    told.add(`${what}: ${reason}`);
    void recordFault(means, { deployment: name, what, reason }).catch(() => undefined);
  };
  const policy = createPolicyHolder({ name, clock: means.clock, load, find: () => findDeployment(means, name), onFault: (error) => recordOnce('a new policy', error) });

  let opening: Promise<ServingLog> | undefined;
  let skipped = (): number => 0;
  let closing: Promise<void> | undefined;
  const opened = (): Promise<ServingLog> => {
    if (closing) throw serveErrors.CLOSED({});
    opening ??= openServingLog(means, {
      state,
      counts,
      segments,
      mode: serving.log ?? 'durable',
      segmentBytes: settings.segmentBytes ?? 16 * 1024 * 1024,
      remembered: settings.remembered ?? 500_000,
      onFault: recordOnce,
    });
    // An opening that failed is tried anew by the next request.
    opening.then(
      (log) => (skipped = log.shadows.skipped),
      () => (opening = undefined),
    );
    return opening;
  };
  const look = async (): Promise<void> => {
    if (!opening) await state.refresh();
  };

  const change = async (wanted: PolicyChange, action: PolicyAction, reason: PolicyReason): Promise<Deployment> => {
    const before = await findDeployment(means, name);
    const changed = changePolicy(before, wanted, name);
    if ('problems' in changed) throw serveErrors.POLICY_INVALID({ deployment: name, problems: changed.problems });
    // What is in force already makes no version and no event; but the alias may have been left behind.
    const inForce = before !== null && isDeepStrictEqual({ ...changed.after, policyVersion: before.policyVersion }, before);
    if (!inForce) {
      const prepared = await policy.prepare(changed.after, before);
      try {
        await saveDeployment(means, { before, after: changed.after, action }, reason);
      } catch (error) {
        policy.drop(prepared);
        throw error;
      }
      policy.take(prepared);
    }
    await releases.moveAlias('champion', changed.after.champion, reason);
    return inForce ? before : changed.after;
  };

  return {
    name,
    deployment: () => findDeployment(means, name),
    setPolicy: (wanted, reason) => change(wanted, 'set', reason),
    async rollBack(reason) {
      const policies = await findPolicies(means, name);
      const present = policies.at(-1)?.policy;
      if (!present) throw serveErrors.NOT_DEPLOYED({ deployment: name });
      const champion = findPreviousChampion(policies);
      if (champion === null) throw serveErrors.NOTHING_TO_ROLL_BACK({ deployment: name, champion: present.champion });
      return change({ champion, challenger: null }, 'rollback', reason);
    },
    async predict(requests) {
      await turn();
      const { writer, known, shadows } = await opened();
      const active = await policy.active();
      return predict(active, requests, { clock: means.clock, writer, known, shadows, units, durable: serving.log !== 'fast' });
    },
    async feedback(items) {
      const problems = feedbackProblems(items, { task, classes });
      if (problems.length > 0) throw serveErrors.OUTCOME_INVALID({ deployment: name, problems });
      const { writer, known } = await opened();
      return takeFeedback(items, { known, writer, recordedAt: means.clock.now() });
    },
    async units({ interval, asOf = Infinity }) {
      await look();
      return units.read({ interval, asOf });
    },
    async counts(interval) {
      await look();
      return counts.read(interval);
    },
    async segmentedCounts(interval) {
      await look();
      return segments.read(interval);
    },
    async *predictions(asked) {
      await look();
      yield* predictions.predictions(asked);
    },
    async *scores(asked) {
      await look();
      yield* predictions.scores(asked);
    },
    async watermark() {
      await look();
      const ends = [...state.sealed.map((s) => (s.events ? s.events.to - 1 : 0)), ...state.tail.map((segment) => segment.latest)];
      return Math.max(0, ...ends);
    },
    async firstEventAt() {
      await look();
      const starts = [...state.sealed.flatMap((s) => (s.events ? [floorTo(s.events.from, HOUR)] : [])), ...state.tail.flatMap((segment) => [...segment.byHour.keys()])];
      return starts.length === 0 ? null : Math.min(...starts);
    },
    async open() {
      await opened();
      // So that the first request need not wait for models to be loaded; what goes wrong is told to whoever asks.
      policy.active().catch(() => undefined);
    },
    async settle() {
      const log = await opening;
      await log?.settle();
    },
    close: () => (closing ??= (opening ?? Promise.resolve(undefined)).catch(() => undefined).then((log) => log?.close())),
    skippedShadows: () => skipped(),
    backlog: () => ({ segments: state.tail.length, predictions: state.tail.reduce((sum, segment) => sum + segment.predictions.length, 0) }),
  };
}
