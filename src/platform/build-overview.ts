import { type Digest, formatDay, type Instant, shortDigest } from '../kernel/index.ts';
import type { LedgerEvent } from '../store/index.ts';
import type { DriftCell, Overview, QualityDay, QualityOverview, Reign, ReleaseBrief, TimelineEvent } from '../sdk/index.ts';
import type { Finding, PerformanceReport, WindowReport } from '../monitor/index.ts';
import type { Release } from '../release/index.ts';
import { briefOfMetric } from '../scope/index.ts';
import { describeStages } from './describe-stages.ts';
import { describeTrials } from './describe-trials.ts';
import type { PlatformRooms } from './platform-rooms.ts';

/** Everything the page is built from, read once. */
export interface OverviewFacts {
  readonly releases: readonly ReleaseBrief[];
  readonly windows: readonly WindowReport[];
  readonly findings: readonly Finding[];
  readonly events: readonly LedgerEvent[];
}

/** The state of a project on one page; see `Overview`. */
export async function buildOverview(rooms: PlatformRooms): Promise<Overview> {
  const { project } = rooms.loaded;
  const [made, windows, findings, events, deployment, rollouts, versions] = await Promise.all([
    rooms.releases.list(),
    rooms.monitor.windows({ limit: 10_000 }),
    rooms.monitor.findings({ limit: 10_000 }),
    rooms.means.ledger.list({ limit: 100_000, order: 'oldest first' }),
    rooms.serve.deployment(),
    rooms.loop.rollouts(),
    rooms.data.list(project.train.dataset),
  ]);
  const releases = made.map(toBrief);
  const ordered = windows.toSorted((a, b) => a.interval.from - b.interval.from);
  const brief = (id: Digest): ReleaseBrief => releases.find((release) => release.id === id)!;
  const now = (await rooms.loop.advancedTo()) ?? 0;
  const trials = describeTrials(rollouts, brief, project.loop);
  const totals = { ...countTotals(ordered, events), alerts: countAlerts(findings) };
  const active = rollouts.find((rollout) => rollout.endedAt === null && rollout.state !== 'queued');
  return {
    project: project.name,
    question: project.scope.question,
    owners: project.scope.owners,
    metric: briefOfMetric(project.scope.metric),
    now,
    stages: describeStages({
      scope: project.scope,
      versions: versions.toSorted((a, b) => a.number - b.number),
      runs: await rooms.train.runs(1),
      releases,
      deployment,
      windows: ordered,
      findings,
      rollouts,
      now,
      brief,
    }),
    totals,
    deployment: deployment && {
      name: deployment.name,
      champion: brief(deployment.champion),
      challenger: deployment.challenger && { release: brief(deployment.challenger.release), share: deployment.challenger.share, state: active?.state ?? 'live' },
      shadows: deployment.shadows.map(brief),
    },
    releases,
    timeline: buildTimeline(events, findings, (id) => releases.find((release) => release.id === id)),
    reigns: buildReigns(events),
    quality: ordered.map((window) => qualityOf(window, made[0]?.id)),
    drift: buildDrift(ordered),
    findings: findings.map(toFinding),
    trials,
  };
}

const toBrief = (release: Release, index: number): ReleaseBrief => ({
  id: release.id,
  short: shortDigest(release.id),
  name: `r${index + 1}`,
  kind: release.kind,
  createdAt: release.eventAt,
  note: release.note,
});

function countTotals(windows: readonly WindowReport[], events: readonly LedgerEvent[]): Omit<Overview['totals'], 'alerts'> {
  const moves = (noun: string, to: string): number => events.filter((event) => event.noun === noun && event.to === to).length;
  const own = windows.flatMap((window) => window.performance.filter((report) => report.role !== 'shadow'));
  return {
    windows: windows.length,
    predictions: windows.reduce((sum, window) => sum + window.predictions, 0),
    refused: windows.reduce((sum, window) => sum + window.refused, 0),
    labels: own.reduce((sum, report) => sum + report.labelled, 0),
    retrains: moves('retraining', 'started'),
    promotions: moves('rollout', 'promoted'),
    rollbacks: moves('rollout', 'rolled_back'),
    refusedByGate: moves('candidate', 'refused'),
  };
}

/** A page that goes on from window to window is one alert. */
const countAlerts = (findings: readonly Finding[]): number => pagesAnew(findings).length;

/** The first page of each run; notices may have come before it. */
function pagesAnew(findings: readonly Finding[]): Finding[] {
  const first = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.kind}/${finding.column}/${finding.since}`;
    if (finding.urgency === 'page' && !first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}

function qualityOf(window: WindowReport, first: Digest | undefined): QualityDay {
  const reports = window.performance;
  const living = reports.find((report) => report.role === 'champion');
  const baseline = reports.filter((report) => report.release === first).toSorted((a, b) => b.labelled - a.labelled)[0];
  return {
    day: window.interval.from,
    champion: living ? toQuality(living) : null,
    baseline: baseline ? toQuality(baseline) : null,
    provisional: window.state !== 'matured',
    quarantined: window.quarantined,
  };
}

const toFinding = ({ id, window, since, kind, column, urgency, effect, natural, message, remedy, harm }: Finding): Overview['findings'][number] => ({
  id,
  at: window.from,
  since,
  kind,
  column,
  urgency,
  effect,
  natural,
  message,
  remedy,
  harm,
});

const toQuality = (report: PerformanceReport): QualityOverview => ({
  value: report.quality.value,
  low: report.quality.interval?.[0] ?? null,
  high: report.quality.interval?.[1] ?? null,
  cost: report.cost,
  calibrationGap: report.calibrationGap,
  units: report.labelled,
});

function buildDrift(windows: readonly WindowReport[]): Overview['drift'] {
  const columns = windows.at(-1)?.columns ?? [];
  const cell = (window: WindowReport, name: string, group: string): DriftCell | null => {
    const report = window.columns.find((column) => column.column === name && column.group === group);
    return report ? { ratio: report.natural > 0 ? report.distance / report.natural : 0, distance: report.distance, natural: report.natural } : null;
  };
  return {
    days: windows.map((window) => window.interval.from),
    columns: columns.map(({ column, group }) => ({ name: column, group })),
    cells: columns.map(({ column, group }) => windows.map((window) => cell(window, column, group))),
  };
}

/** Who was champion when: from the moves of the alias. */
function buildReigns(events: readonly LedgerEvent[]): Reign[] {
  const moves = events.filter((event) => event.noun === 'alias' && event.name === 'champion' && event.eventAt !== null);
  return moves.map((event, i) => ({ release: event.to, from: event.eventAt!, to: moves[i + 1]?.eventAt ?? null }));
}

type FindRelease = (id: string) => ReleaseBrief | undefined;

function buildTimeline(events: readonly LedgerEvent[], findings: readonly Finding[], brief: FindRelease): TimelineEvent[] {
  const told = events.flatMap((event) => toTimeline(event, brief));
  const alerts = pagesAnew(findings).map((finding): TimelineEvent => ({
    at: finding.window.to,
    kind: 'alert',
    title: `${finding.kind}: ${finding.column}`,
    detail: finding.message,
    release: finding.release,
  }));
  return [...told, ...alerts].sort((a, b) => a.at - b.at);
}

function toTimeline(event: LedgerEvent, brief: FindRelease): TimelineEvent[] {
  const at: Instant | null = event.eventAt;
  if (at === null) return [];
  const release = (event.evidence as { release?: string } | null)?.release;
  const name = (release && brief(release)?.name) ?? '';
  const one = (kind: TimelineEvent['kind'], title: string, of = release): TimelineEvent[] => [{ at, kind, title, detail: event.why, ...(of !== undefined && { release: of }) }];
  if (event.noun === 'release') return one('release', `${brief(event.name)?.name ?? 'a release'} made`, event.name);
  if (event.noun === 'candidate' && event.to === 'refused') return one('gate_refused', 'the gate refused a candidate');
  if (event.noun === 'retraining') return one('retrain', `retraining of ${formatDay(at)}${event.to === 'failed' ? ' failed' : ''}`);
  if (event.noun === 'dataset') return one('data', 'data joined');
  if (event.noun !== 'rollout') return [];
  switch (event.to) {
    case 'shadow':
      return one('shadow', `${name} in the shadow`);
    case 'live':
      return one('live', `${name} on live traffic`);
    case 'promoted':
      return one('promoted', `${name} promoted`);
    case 'rolled_back':
      return one('rolled_back', `${name} rolled back`);
    case 'futile':
      return one('futile', `${name} dropped`);
    case 'undecided':
      return one('undecided', `${name} undecided`);
    default:
      return [];
  }
}
