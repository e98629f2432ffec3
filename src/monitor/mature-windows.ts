import type { Digest, Instant } from '../kernel/index.ts';
import { findAlerts } from './alerts/alerts.store.ts';
import { followAlerts } from './alerts/follow-alerts.ts';
import { continueFinding, LAPSE, lookback, runOf } from './continue-finding.ts';
import { remedyFor } from './diagnosis/describe-finding.ts';
import { type Finding, type FindingKind, STANDING } from './finding.ts';
import { FEW_LABELS } from './performance/few-labels.ts';
import { holdAgainstGoal, type MissedGoal } from './performance/hold-against-goal.ts';
import { judgePerformance } from './performance/judge-performance.ts';
import type { MonitorMeans } from './monitor-means.ts';
import { findFinding, findPrevious } from './findings.store.ts';
import { findNextProvisional, findWindows, saveMaturedWindow } from './windows.store.ts';
import { type Decline, watchDecline } from './performance/watch-decline.ts';
import { errorsOf, watchStream } from './performance/watch-stream.ts';
import { judgeSkew } from './skew/judge-skew.ts';
import { reportTally, tallyUnits } from './performance/tally.ts';
import { type PerformanceReport, ROLES, type WindowReport } from './window.ts';

/**
 * Matures every closed window whose labels have had their time: its end plus the attribution lies at or before `watermark`. Labels that became known later
 * do not count, so that the verdict is the same whenever it is made, and late labels are not the ones left out. One transaction a window.
 * Returns the windows that this call matured, with how every release did on them.
 */
export async function matureWindows(monitor: MonitorMeans, watermark: Instant): Promise<WindowReport[]> {
  const deployment = await monitor.serve.deployment();
  if (!deployment) return [];
  const by = watermark - monitor.options.attribution;
  const matured: WindowReport[] = [];
  let after = Number.MIN_SAFE_INTEGER;
  for (let window; (window = await findNextProvisional(monitor.means, deployment.name, { after, by })); after = window.interval.from) {
    const report = await matureWindow(monitor, window);
    if (report) matured.push(report);
  }
  return matured;
}

async function matureWindow(monitor: MonitorMeans, window: WindowReport): Promise<WindowReport | null> {
  const { serve, means, cost, judging, options } = monitor;
  const { interval } = window;
  const units = await serve.units({ interval, asOf: interval.to + options.attribution });
  const tallies = tallyUnits(units, cost);
  const performance = tallies
    .map((tally) => ({ ...reportTally(tally, judging.metric), ...judging.exact?.(units, tally) }))
    .sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || b.units - a.units);
  const report: WindowReport = { ...window, state: 'matured', performance };
  const { deployment } = report;
  const previous = await findPrevious(means, deployment, lookback(interval, options.window));
  const champion = championOf(report);
  const watched = champion && (await watchDecline(monitor, { deployment, release: champion.release, interval, units, broken: report.quarantined }));
  const errors =
    champion &&
    (await watchStream(monitor, 'errors', {
      deployment,
      release: champion.release,
      interval,
      previous,
      stretches: errorsOf(monitor, { release: champion.release, units }),
      broken: report.quarantined,
    }));
  const decline = watched?.decline ?? null;
  const alerted = await findAlerted(monitor, deployment);
  const held = decline?.alarm ? holdAgainstGoal([...(await sinceTold(monitor, { report, previous, release: champion!.release })), champion!], monitor.metric) : null;
  // An alert that stands goes on while the goal is missed on average: it would be over and open again by chance, window after window, by what is sure alone.
  const missed = held && (held.isSure || alerted === champion?.release) ? held : null;
  const findings = [
    ...(errors?.findings ?? []),
    ...(await judgeQuality(monitor, { report, previous, decline, missed })),
    ...(await judgeSkew(monitor, { deployment, interval, previous, units })),
  ];
  const kept = tallies.map((tally) => (watched && tally.role === 'champion' && tally.release === champion.release ? { ...tally, decline: watched.state } : tally));
  // A window with few labels or broken data says nothing of an alert about the model, nor do too few windows after these, unless another model answers by now.
  const isReplaced = alerted !== undefined && (champion?.labelled ?? 0) > 0 && alerted !== champion?.release;
  const unjudged: readonly FindingKind[] = !isReplaced && (decline === null || held === undefined) ? ['performance'] : [];
  const { alerts, deliveries } = await followAlerts(monitor, report, { findings, unjudged, isReplaced });
  return (await saveMaturedWindow(means, { report, findings, alerts, deliveries, tallies: kept, streams: errors?.streams ?? [] })) ? report : null;
}

/** The release that the alert about a decline is about, while one stands. */
async function findAlerted({ means }: MonitorMeans, deployment: string): Promise<Digest | undefined> {
  const alert = (await findAlerts(means, deployment, STANDING)).find(({ kind }) => kind === 'performance');
  return alert && (await findFinding(means, alert.finding))?.release;
}

/** What is to be said of the champion's measured quality; a poisoned window says nothing of the model. */
async function judgeQuality(
  monitor: MonitorMeans,
  {
    report,
    previous,
    decline,
    missed,
  }: { readonly report: WindowReport; readonly previous: readonly Finding[]; readonly decline: Decline | null; readonly missed: MissedGoal | null },
): Promise<Finding[]> {
  const { releases, options, judging, metric } = monitor;
  const champion = championOf(report);
  if (champion === undefined || report.quarantined) return [];
  const { evaluation } = await releases.load(champion.release);
  const { deployment, interval } = report;
  return judgePerformance(champion, evaluation, { alpha: options.falseAlarm, decline, missed, judging, metric }).map(({ kind, urgency, effect, natural, p, message }) =>
    continueFinding(
      { deployment, interval, previous },
      {
        release: champion.release,
        kind,
        column: '*',
        urgency,
        effect,
        natural,
        p,
        rows: champion.labelled,
        harm: null,
        message,
        remedy: remedyFor({ kind, column: '*', urgency }, runOf({ interval, previous }, { kind, column: '*', urgency, release: champion.release }).since),
      },
    ),
  );
}

const championOf = ({ performance }: WindowReport): PerformanceReport | undefined => performance.find((one) => one.role === 'champion');

/** How the champion did on the windows before since its decline was first told, `LAPSE` with this one at most, without those of broken data or few labels. */
async function sinceTold(
  { means, options }: MonitorMeans,
  { report: { deployment, interval }, previous, release }: { readonly report: WindowReport; readonly previous: readonly Finding[]; readonly release: Digest },
): Promise<PerformanceReport[]> {
  const { since } = runOf({ interval, previous }, { kind: 'performance', column: '*', urgency: 'notice', release });
  const from = Math.max(since, lookback(interval, options.window).from);
  const earlier = await findWindows(means, deployment, { state: 'matured', interval: { from, to: interval.from } });
  return earlier
    .filter(({ quarantined }) => !quarantined)
    .flatMap((window) => championOf(window) ?? [])
    .filter((one) => one.release === release && one.labelled >= FEW_LABELS)
    .slice(1 - LAPSE);
}
