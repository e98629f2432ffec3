import { type ColumnCounts, type ColumnProfile, deviationOfCounts, meanOfCounts, type Move, type NaturalVariation, phaseDuring, tellMove } from '../../data/index.ts';
import { calendarOf, type Digest, type Interval } from '../../kernel/index.ts';
import type { SegmentBounds } from '../../train/index.ts';
import type { LoadedRelease } from '../../release/index.ts';
import type { ReleaseCounts, SegmentedCounts } from '../../serve/index.ts';
import { describeDiscovery, remedyFor } from '../diagnosis/describe-finding.ts';
import { continueFinding, type Draft, runOf } from '../continue-finding.ts';
import { estimateHarm } from './estimate-harm.ts';
import type { Finding } from '../finding.ts';
import type { Discovery } from './discover.ts';
import { type CountedReference, dayOfWindow, naturalOf, profilesOf, type WindowCounts } from './judge-columns.ts';
import { judgeWindow } from './judge-window.ts';
import { judgeRequests } from './judge-requests.ts';
import { judgeVolume } from './judge-volume.ts';
import { monitorErrors } from '../monitor.errors.ts';
import type { WindowVolume } from '../windows.store.ts';
import type { ColumnReport, Monitoring, SegmentReport } from '../window.ts';

/** What a release brings to the judging of its own traffic. */
export type JudgedRelease = Pick<LoadedRelease, 'id' | 'reference' | 'evaluation'>;

/** One release's part of a window. */
export interface Traffic {
  readonly release: JudgedRelease;
  readonly counts: ReleaseCounts;
  /** By the segments of its reference, in their order. */
  readonly segmentations?: readonly SegmentedCounts[];
}

/** All that a window's verdict depends on. */
export interface WindowCase {
  readonly deployment: string;
  readonly interval: Interval;
  /** The release that answered most first; at least one. */
  readonly traffic: readonly Traffic[];
  /** Earlier windows. */
  readonly history: readonly WindowVolume[];
  /** Findings of the windows just before, as `FindingPlace` has them. */
  readonly previous: readonly Finding[];
  readonly options: Required<Monitoring>;
}

/** What was found in a window, worst first, and how the columns of its main release compare. */
export interface WindowFindings {
  readonly columns: readonly ColumnReport[];
  readonly segments: readonly SegmentReport[];
  readonly findings: readonly Finding[];
}

/** Releases with fewer predictions in a window are not judged beside the main one. */
const FEW = 100;

/**
 * Judges a window: its volume, its requests, and the data of each release against that release's own reference. What a second release shows in the same column is the same finding.
 * The chance of a false page is shared evenly among the releases judged and the requests. Pure.
 */
export function findInWindow(about: WindowCase): WindowFindings {
  const [main, ...others] = about.traffic;
  if (main === undefined) return { columns: [], segments: [], findings: [] };
  const judged = [main, ...others.filter((traffic) => traffic.counts.predictions >= FEW)];
  const options = { ...about.options, falseAlarm: about.options.falseAlarm / (judged.length + 1), during: about.interval };
  const verdicts = judged.map((traffic) => ({ traffic, verdict: judgeWindow(referenceOf(traffic), { ...traffic.counts, segmentations: traffic.segmentations ?? [] }, options) }));
  const drafts = [
    ...watchTraffic({ ...about, options }, main.release.id),
    ...verdicts.flatMap(({ traffic, verdict }) =>
      verdict.discoveries.map((discovery) => toDraft(about, { traffic, discovery, isAlone: standsAlone(discovery, verdict.discoveries) })),
    ),
  ];
  const findings = new Map<string, Finding>();
  for (const draft of drafts) {
    const key = `${draft.kind} ${draft.column}`;
    if (!findings.has(key)) findings.set(key, continueFinding(about, draft));
  }
  const pagesFirst = [...findings.values()].sort((a, b) => (a.urgency === b.urgency ? 0 : a.urgency === 'page' ? -1 : 1));
  const { columns, segments } = verdicts[0]!.verdict;
  return { columns, segments, findings: pagesFirst };
}

/** Whether what follows can follow from nothing else that was found. */
const standsAlone = (discovery: Discovery, all: readonly Discovery[]): boolean =>
  discovery.kind === 'mix' || all.every((one) => one === discovery || one.kind === 'mix' || one.group !== discovery.group);

function toDraft(about: WindowCase, { traffic, discovery, isAlone }: { readonly traffic: Traffic; readonly discovery: Discovery; readonly isAlone: boolean }): Draft {
  const { kind, column, group, urgency, effect, natural, rows, corrected, value, season, where } = discovery;
  const { evaluation } = traffic.release;
  const { reference, counts, naturalAt } = sceneOf(traffic, discovery);
  const profiles = profilesOf(reference)[group];
  const table = { input: counts.inputs, feature: counts.features, score: counts.score }[group];
  const at = profiles.findIndex((profile) => profile.name === column);
  const harm =
    group === 'input' ? estimateHarm(evaluation, column, { changed: (effect * rows) / Math.max(1, traffic.counts.predictions), units: traffic.counts.predictions }) : null;
  const { since } = runOf(about, { ...discovery, release: traffic.release.id });
  const usual = season === null ? undefined : phaseDuring(naturalAt(at), dayOfWindow(traffic.release.reference, about.interval))?.own.cells;
  const move = kind === 'out_of_range' ? moveOf(profiles[at]!, table.columns[at]!, effect) : null;
  const message = describeDiscovery(discovery, { profile: profiles[at]!, window: table.columns[at]!, ...(usual && { usual }), isAlone, since, harm });
  return {
    release: traffic.release.id,
    kind,
    column,
    urgency,
    effect,
    natural,
    p: corrected,
    rows,
    ...(value !== null && { value }),
    ...(season !== null && { season }),
    ...(where && { where }),
    ...(move && { move }),
    harm,
    message,
    remedy: remedyFor({ ...discovery, ...(move && { move }) }, since),
  };
}

/** From this share on, numbers out of range are nearly all. */
const NEARLY_ALL = 0.9;

/** How a column came to lie out of range as a whole; null where a part of it did. */
function moveOf(profile: ColumnProfile, window: ColumnCounts, effect: number): Move | null {
  const [middle, deviation] = [meanOfCounts(profile, window), deviationOfCounts(profile, window)];
  if (effect < NEARLY_ALL || middle === null || deviation === null) return null;
  return tellMove({ middle: profile.mean ?? NaN, deviation: profile.sd ?? NaN }, { middle, deviation });
}

/** What a finding is told of. */
interface ToldOf {
  readonly reference: CountedReference;
  readonly counts: WindowCounts;
  /** How far days of a column go, by its place in its group. */
  readonly naturalAt: (at: number) => NaturalVariation | SegmentBounds | undefined;
}

/** The whole, or the segment that shows most what the whole hides. */
function sceneOf({ release: { reference }, counts, segmentations = [] }: Traffic, { group, column, where }: Discovery): ToldOf {
  const at = where?.alone === true ? (reference.segmentations ?? []).findIndex((one) => one.column === where.column) : -1;
  const one = reference.segmentations?.[at];
  const segment = one?.values.indexOf(where!.values[0]!) ?? -1;
  const [own, part] = [one?.segments[segment]?.own, segmentations[at]?.segments[segment]?.counts];
  const { inputs, features } = reference;
  const first = { input: 0, feature: inputs.columns.length, score: inputs.columns.length + features.columns.length }[group];
  return own && part ? { reference: own, counts: part, naturalAt: (i) => own.natural[first + i] } : { reference, counts, naturalAt: () => naturalOf(reference, group, column) };
}

/** What the window's mere numbers say: how many came, and how many were refused. */
function watchTraffic({ interval, traffic, history, options }: WindowCase, release: Digest): Draft[] {
  const sum = (of: (counts: ReleaseCounts) => number): number => traffic.reduce((total, { counts }) => total + of(counts), 0);
  const rows = sum((counts) => counts.predictions);
  const drafts: Draft[] = [];
  const volume = judgeVolume(
    { from: interval.from, rows },
    history.map((past) => ({ from: past.from, rows: past.predictions })),
    calendarOf(options.timeZone),
  );
  if (volume !== null) {
    const message = `${rows.toLocaleString('en-US')} predictions, usually about ${volume.usual.toLocaleString('en-US')}.`;
    drafts.push({
      release,
      kind: 'volume',
      column: '*',
      urgency: volume.urgency,
      effect: volume.effect,
      natural: volume.natural,
      p: 0,
      rows,
      harm: null,
      message,
      remedy: remedyFor({ kind: 'volume', column: '*', urgency: volume.urgency }, interval.from),
    });
  }
  const requests = judgeRequests({ rows, refused: sum((counts) => counts.refused), flagged: sum((counts) => counts.flagged) }, history, options);
  if (requests !== null)
    drafts.push({ release, kind: 'violations', column: '*', ...requests, rows, harm: null, remedy: remedyFor({ kind: 'violations', column: '*', ...requests }, interval.from) });
  return drafts;
}

/** The reference, once it is certain that the counts were made with it. Throws MONITOR_COUNTS_MISMATCHED. */
function referenceOf({ release, counts }: Traffic): JudgedRelease['reference'] {
  const { input, feature, score } = profilesOf(release.reference);
  const groups = [
    { group: 'inputs', expected: input.length, given: counts.inputs.columns.length },
    { group: 'features', expected: feature.length, given: counts.features.columns.length },
    { group: 'score', expected: score.length, given: counts.score.columns.length },
  ];
  for (const { group, expected, given } of groups) if (expected !== given) throw monitorErrors.COUNTS_MISMATCHED({ release: release.id, group, expected, given });
  return release.reference;
}
