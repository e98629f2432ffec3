import { DAY, type Digest, type Instant, type Interval, stretchOf } from '../kernel/index.ts';
import { emptyCounts, meanOfCounts } from '../data/index.ts';
import { answerColumns, type ReferenceProfile } from '../train/index.ts';
import type { LoadedRelease } from '../release/index.ts';
import type { ReleaseCounts } from '../serve/index.ts';
import { lookback } from './continue-finding.ts';
import { DECLINE_PART, spendAlarms } from './verdict/alarm-budget.ts';
import { findInWindow, type Traffic } from './verdict/find-in-window.ts';
import { DATA_KINDS, type Finding, STANDING, URGENCIES } from './finding.ts';
import { holdRows } from './quarantine/hold-rows.ts';
import { countByChance, judgeContract } from './verdict/judge-contract.ts';
import type { AnsweredUnit } from './performance/judging.ts';
import { estimateWindow } from './performance/estimate-window.ts';
import { learnRelease } from './performance/learn-release.ts';
import { scoresOf, watchStream } from './performance/watch-stream.ts';
import type { WindowEstimate } from './performance/window-estimate.ts';
import type { MonitorMeans } from './monitor-means.ts';
import type { Means } from '../store/index.ts';
import { findAlerts } from './alerts/alerts.store.ts';
import { followAlerts } from './alerts/follow-alerts.ts';
import { findClosedUntil, findVolumes, findWindows, saveClosedWindow, type WindowVolume } from './windows.store.ts';
import { findFindings, findPrevious } from './findings.store.ts';
import type { WindowReport } from './window.ts';

/** How far back earlier windows are looked at for comparison. */
const HISTORY = 56 * DAY;
/** Matured windows that are looked at for what labels said of estimates. */
const RECENT = 14;

/**
 * Closes every window of the deployment that ends at or before `watermark` and is not closed yet, oldest first. Each is one transaction:
 * cut short anywhere, the next call goes on with the first window that is not closed.
 * Returns the windows that this call closed. Nothing before the first prediction is watched.
 */
export async function closeWindows(monitor: MonitorMeans, watermark: Instant): Promise<WindowReport[]> {
  const { serve, means, options, calendar } = monitor;
  const deployment = await serve.deployment();
  if (!deployment) return [];
  let from = await findClosedUntil(means, deployment.name);
  if (from === undefined) {
    const first = await serve.firstEventAt();
    if (first === null) return [];
    from = stretchOf(calendar, first, options.window).from;
  }
  const closed: WindowReport[] = [];
  for (let to: Instant; (to = stretchOf(calendar, from, options.window).to) <= watermark; from = to) {
    const report = await closeWindow(monitor, deployment, { from, to });
    if (report) closed.push(report);
  }
  return closed;
}

async function closeWindow(monitor: MonitorMeans, deployment: { name: string; champion: Digest }, interval: Interval): Promise<WindowReport | null> {
  const { serve, means, options } = monitor;
  const counts = await serve.counts(interval);
  const traffic = await segmentTraffic(monitor, interval, await rankTraffic(monitor, counts, deployment.champion));
  const previous = await findPrevious(means, deployment.name, lookback(interval, options.window));
  const history = await findHistory(means, deployment.name, { from: interval.from - HISTORY, to: interval.from });
  const sum = (of: (counts: ReleaseCounts) => number): number => traffic.reduce((total, one) => total + of(one.counts), 0);
  const predictions = sum((one) => one.predictions);
  const [before] = await findWindows(means, deployment.name, { limit: 1 });
  const budget = spendAlarms(before?.alarms, { interval, predictions }, options);
  // What may wake somebody for nothing is the test of a decline, the window's own tests and those of its contracts: they share its chance.
  const release = traffic[0]!.release.id;
  const chance = ((1 - DECLINE_PART) * budget.chance) / (countByChance(await monitor.releases.load(release)) > 0 ? 2 : 1);
  const found = findInWindow({ deployment: deployment.name, interval, traffic, history, previous, options: { ...options, falseAlarm: chance } });
  const broken = await judgeContract(monitor, { deployment: deployment.name, interval, previous, release, counts: traffic[0]!.counts, found: found.findings, chance });
  const findings = [...found.findings, ...broken].sort((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency));
  const alerts = await findAlerts(means, deployment.name);
  const isNew = ({ urgency, kind, column }: Finding): boolean =>
    urgency === 'page' && !alerts.some((alert) => STANDING.includes(alert.state) && alert.kind === kind && alert.column === column);
  // Windows that opened an alert when they had matured are among them.
  const alarmed = new Set(alerts.map(({ since }) => since).filter((since) => since >= budget.period.from));
  if (findings.some(isNew)) alarmed.add(interval.from);
  const main = traffic[0]!;
  const closed: WindowReport = {
    deployment: deployment.name,
    interval,
    state: 'provisional',
    release: main.release.id,
    predictions,
    refused: sum((one) => one.refused),
    flagged: sum((one) => one.flagged),
    meanScore: main.counts.score.columns[0] === undefined ? null : meanOfCounts(main.release.reference.score, main.counts.score.columns[0]),
    columns: [...found.columns],
    ...(found.segments.length > 0 && { segments: [...found.segments] }),
    estimated: null,
    performance: [],
    alarms: { ...budget, alarms: alarmed.size },
    quarantined: findings.some((finding) => finding.urgency === 'page' && DATA_KINDS.includes(finding.kind)),
    held: await holdRows(monitor, { interval, findings }),
  };
  const report: WindowReport = { ...closed, estimated: await estimateClosed(monitor, closed, main.counts) };
  const scores = await watchStream(monitor, 'score', {
    deployment: deployment.name,
    release: main.release.id,
    interval,
    previous,
    stretches: scoresOf(monitor, { interval, release: main.release.id }),
    broken: report.quarantined,
  });
  const followed = await followAlerts(monitor, report, { findings });
  return (await saveClosedWindow(means, { report, findings: [...findings, ...scores.findings], ...followed, streams: scores.streams })) ? report : null;
}

/** What the window's labels are expected to say of the release that answers for it; null when there was nothing to answer. */
async function estimateClosed(
  monitor: MonitorMeans,
  { deployment, interval, release, predictions, quarantined }: WindowReport,
  counts: ReleaseCounts,
): Promise<WindowEstimate | null> {
  if (predictions === 0) return null;
  const matured = await findWindows(monitor.means, deployment, { state: 'matured', limit: RECENT });
  return estimateWindow({
    release,
    learnt: await learnRelease(monitor, release),
    counts,
    units: () => spreadUnits(monitor, { interval, release, of: predictions }),
    broken: quarantined,
    matured,
    told: monitor.judging.told,
  });
}

/** Of a window of more units than this, so many say what it loses: closing takes no longer for more, and its interval is as wide as theirs. */
const MOST_UNITS = 50_000;

/** Answered units of a release, evenly spread over the window's. */
async function spreadUnits({ serve }: MonitorMeans, about: { readonly interval: Interval; readonly release: Digest; readonly of: number }): Promise<AnsweredUnit[]> {
  const units: AnsweredUnit[] = [];
  for await (const hour of serve.predictions({ interval: about.interval, every: Math.ceil(about.of / MOST_UNITS) }))
    for (const { release, score, predicted, probabilities, decision, features } of hour)
      if (release === about.release && score !== null)
        units.push({ score, decision, features, ...(probabilities !== undefined && { predicted: predicted ?? null, probabilities }) });
  return units;
}

/** Earlier windows to compare volumes with. Those under an alarm about their volume do not widen what counts as natural. */
async function findHistory(means: Means, deployment: string, interval: Interval): Promise<WindowVolume[]> {
  const pages = await findFindings(means, deployment, { interval, urgency: 'page' });
  const alarmed = new Set(pages.filter((finding) => finding.kind === 'volume').map((finding) => finding.window.from));
  return (await findVolumes(means, deployment, interval)).filter((window) => !alarmed.has(window.from));
}

/** Of the traffic, the champion answers for the window while it has at least this share, so that an even trial does not change the yardstick from day to day. */
const CHAMPION_SHARE = 0.2;

/** A release's part of a window, whole. */
type RankedTraffic = Pick<Traffic, 'counts'> & { readonly release: LoadedRelease };

/** The releases that answered, the one that answers for the window first; the champion when nothing was asked. */
async function rankTraffic(monitor: MonitorMeans, counts: ReadonlyMap<Digest, ReleaseCounts>, champion: Digest): Promise<RankedTraffic[]> {
  if (counts.size === 0) {
    const release = await monitor.releases.load(champion);
    return [{ release, counts: noCounts(release.reference) }];
  }
  const total = [...counts.values()].reduce((sum, one) => sum + one.predictions, 0);
  const weight = ([id, one]: readonly [Digest, ReleaseCounts]): number => (id === champion && one.predictions >= CHAMPION_SHARE * total ? Infinity : one.predictions);
  const ranked = [...counts].sort((a, b) => (weight(a) === weight(b) ? (a[0] < b[0] ? -1 : 1) : weight(b) - weight(a)));
  return Promise.all(ranked.map(async ([id, of]) => ({ release: await monitor.releases.load(id), counts: of })));
}

/** The traffic with the counts of the segments that its releases watch. */
async function segmentTraffic({ serve }: MonitorMeans, interval: Interval, traffic: readonly RankedTraffic[]): Promise<Traffic[]> {
  if (traffic.every(({ release }) => release.reference.segmentations === undefined)) return [...traffic];
  const counted = await serve.segmentedCounts(interval);
  return traffic.map((one) => ({ ...one, segmentations: counted.get(one.release.id) ?? [] }));
}

const noCounts = (reference: ReferenceProfile): ReleaseCounts => ({
  inputs: emptyCounts(reference.inputs),
  features: emptyCounts(reference.features),
  score: emptyCounts({ rows: reference.score.rows, columns: answerColumns(reference) }),
  decided: [],
  tested: { requests: [], answers: [] },
  predictions: 0,
  refused: 0,
  flagged: 0,
});
