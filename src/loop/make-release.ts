import type { DataRoom, DatasetVersion, RereadStretch } from '../data/index.ts';
import { DAY, floorTo, type Instant } from '../kernel/index.ts';
import type { HeldStretch, MonitorRoom } from '../monitor/index.ts';
import { record } from './loop.store.ts';
import type { GateReport, RegisteredOrigin, Release, ReleaseRoom } from '../release/index.ts';
import type { Means } from '../store/index.ts';
import type { Exclusion, LeftOut, TrainedModel, TrainingOrder, TrainRoom } from '../train/index.ts';

/** The rooms that a release is made through. */
export interface Workshop {
  readonly means: Means;
  readonly data: DataRoom;
  readonly train: TrainRoom;
  readonly releases: ReleaseRoom;
  readonly monitor: MonitorRoom;
  /** The dataset to learn from. */
  readonly dataset: string;
  /** How long labels may take to arrive, in ms. */
  readonly attribution: number;
}

/** What to make. */
export interface ReleaseOrder extends Pick<TrainingOrder, 'why' | 'changes' | 'model' | 'onEvent' | 'signal' | 'remember'> {
  /** Event time at which it is made: nothing later is known. */
  readonly asOf: Instant;
  readonly actor: string;
  /** Where the dataset begins when it has no version yet. */
  readonly since?: Instant;
  /** The registered version that `model` is, for the release's facts. */
  readonly registered?: RegisteredOrigin;
  /** Leaves out these stretches too. What the monitor holds is left out in any case: quarantined windows and rows, and all that came after the last one while its alarm stands. */
  readonly excluded?: readonly Exclusion[];
  /** Learns from what the monitor holds all the same, and says why: the run and the ledger tell of it. Not for what is to be released. */
  readonly includeQuarantined?: string;
}

/** A trained model, what the gate said of it, and the release if it passed. */
export interface MadeRelease extends TrainedModel {
  readonly version: DatasetVersion;
  /** Stretches of the data that the source held otherwise than before. */
  readonly reread: readonly RereadStretch[];
  /** What the training left out, and why. */
  readonly leftOut: LeftOut | null;
  readonly report: GateReport;
  readonly release: Release | null;
}

/** Brings the dataset up to `asOf`, whole days only, with what came late to the days before; the newest version when there is nothing to add. */
async function ingestUntil(
  workshop: Workshop,
  order: Pick<ReleaseOrder, 'asOf' | 'since'>,
): Promise<{ readonly version: DatasetVersion; readonly reread: readonly RereadStretch[] }> {
  const { data, dataset } = workshop;
  const { latest, stretches: reread } = await data.reread(dataset);
  const to = floorTo(order.asOf, DAY);
  const from = latest ? Math.max(...latest.manifest.parts.map((part) => part.interval.to)) : (order.since ?? to - 366 * DAY);
  if (latest && from >= to) return { version: latest, reread };
  return { version: await data.ingest(dataset, { interval: { from, to }, ...(latest && { parent: latest.id }) }), reread };
}

/** Data, training, gate, release: one candidate's way from rows to something that can be deployed, or to a refusal. */
export async function makeRelease(workshop: Workshop, order: ReleaseOrder): Promise<MadeRelease> {
  const { train, releases, monitor } = workshop;
  const { version, reread } = await ingestUntil(workshop, order);
  const held = await monitor.heldStretches(order.asOf);
  const { includeQuarantined: included } = order;
  if (included !== undefined && held.length > 0) await tellIncluded(workshop, order, { why: included, held });
  const trained = await train.train({
    version,
    asOf: order.asOf,
    attribution: workshop.attribution,
    excluded: [...(included === undefined ? held : []), ...(order.excluded ?? [])],
    ...(included !== undefined && { included: { why: included, stretches: held } }),
    why: order.why,
    ...(order.changes && { changes: order.changes }),
    ...(order.model !== undefined && { model: order.model }),
    ...(order.onEvent && { onEvent: order.onEvent }),
    ...(order.signal && { signal: order.signal }),
    ...(order.remember && { remember: order.remember }),
  });
  const champion = await releases.alias('champion');
  const report = await releases.judge(trained.candidate, { champion, actor: order.actor, eventAt: order.asOf });
  const leftOut = await train.leftOut(trained.run);
  if (!report.passed) return { ...trained, version, reread, leftOut, report, release: null };
  const facts = { note: order.why, actor: order.actor, eventAt: order.asOf, ...(order.registered && { registered: order.registered }) };
  const release = await releases.create(trained.candidate, report, facts);
  return { ...trained, version, reread, leftOut, report, release };
}

/** Learning from poison is a decision of somebody, and the ledger says whose. */
async function tellIncluded(
  { means, dataset }: Workshop,
  { asOf, actor }: ReleaseOrder,
  { why, held }: { readonly why: string; readonly held: readonly HeldStretch[] },
): Promise<void> {
  const evidence = held.map(({ from, to, findings }) => ({ from, to, findings: [...findings] }));
  await record(means, { eventAt: asOf, actor, noun: 'quarantine', name: `training on ${dataset}`, from: 'held', to: 'included', why, evidence });
}
