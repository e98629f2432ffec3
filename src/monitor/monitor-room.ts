import { calendarOf, type Digest, type Instant, type Interval } from '../kernel/index.ts';
import { briefOfMetric, type Scope } from '../scope/index.ts';
import type { Means } from '../store/index.ts';
import { closeWindows } from './close-windows.ts';
import type { Alert, AlertState, Finding } from './finding.ts';
import { joinNeighbours } from './quarantine/join-neighbours.ts';
import { leaveOutOfTrial, type LeftOutOfTrial } from './quarantine/leave-out-of-trial.ts';
import { listHeldStretches, listQuarantine } from './quarantine/list-quarantine.ts';
import { makeReport } from './make-report.ts';
import { matureWindows } from './mature-windows.ts';
import { judgingOf } from './performance/judging-of.ts';
import { measurePerformance } from './performance/measure-performance.ts';
import type { AlertMeans, MonitorMeans, TrainingSource } from './monitor-means.ts';
import { findAlerts, findDeliveries } from './alerts/alerts.store.ts';
import type { Delivery, DeliveryState } from './alerts/delivery.ts';
import { deliverAlerts, type DeliveryPass, type TestedTarget, testTargets } from './alerts/deliver-alerts.ts';
import { describeHistory } from './diagnosis/describe-history.ts';
import type { Diagnosis } from './diagnosis/diagnosis.ts';
import type { Distribution } from './diagnosis/distribution.ts';
import type { Example } from './diagnosis/example.ts';
import { findExamples } from './diagnosis/find-examples.ts';
import type { History } from './diagnosis/history.ts';
import type { Mute } from './alerts/mute.ts';
import { evaluateSource } from './performance/evaluate-source.ts';
import type { EvaluatedTable } from './performance/evaluated-table.ts';
import type { EvaluationOrder } from './performance/evaluation-order.ts';
import type { MeasuredSegments } from './performance/measured-segments.ts';
import { measureSegments } from './performance/measure-segments.ts';
import type { EvaluatedSource } from './performance/read-predictions.store.ts';
import { readDiagnoses } from './diagnosis/read-diagnoses.ts';
import { type ColumnName, readDistribution, readWindowWithFindings } from './diagnosis/read-window.ts';
import { acknowledgeAlert, activeMutes, liftMute, muteAlerts, type MuteOrder, type Word } from './alerts/tend-alerts.ts';
import { findFindings, type FindingFilter } from './findings.store.ts';
import { findQuarantined, findWindows, type WindowFilter } from './windows.store.ts';
import type { HeldStretch, Quarantine } from './quarantine/quarantine.ts';
import { type ReleaseOrder, releaseWindows } from './quarantine/release-windows.ts';
import { resolveMonitoring } from './resolve-monitoring.ts';
import { findSkew, type SkewOrder } from './skew/find-skew.ts';
import type { SkewReport } from './skew/skew.ts';
import type { Monitoring, RollingPerformance, WindowReport } from './window.ts';

/** Where the page is until a server delivers, which knows. */
const PAGE = 'http://127.0.0.1:7300';

/** What monitoring watches, and how. */
export interface MonitorSettings {
  readonly serve: MonitorMeans['serve'];
  readonly releases: MonitorMeans['releases'];
  readonly scope: Pick<Scope, 'cost' | 'metric'>;
  readonly monitoring?: Monitoring;
  /** The raw rows that releases are trained on; without it nothing served can be held against data. */
  readonly source?: TrainingSource;
  /** What the tests of a contract compare with beside a window; without it tests that name a file or a version are not run, and a notice says so. */
  readonly surroundings?: MonitorMeans['surroundings'];
  /** Nobody is told unless it says whom. */
  readonly alerting?: Partial<AlertMeans>;
}

/** Windows of live data in, findings out: see `createMonitorRoom`. */
export interface MonitorRoom {
  /** How the project is watched, defaults filled in. */
  readonly options: Required<Monitoring>;
  /** Closes and judges every window that ends at or before the watermark; the windows that this call closed, oldest first. Idempotent. */
  closeWindows(watermark: Instant): Promise<WindowReport[]>;
  /** Measures quality on every closed window whose labels have had their time by the watermark; the windows that this call matured. Idempotent. */
  matureWindows(watermark: Instant): Promise<WindowReport[]>;
  /** Windows in order of time. */
  windows(filter?: WindowFilter): Promise<WindowReport[]>;
  /** Findings in the order of their windows. */
  findings(filter?: FindingFilter): Promise<Finding[]>;
  /** Alerts, oldest first. */
  alerts(states?: readonly AlertState[]): Promise<Alert[]>;
  /** Says that somebody looks after an alert. Throws MONITOR_ALERT_UNKNOWN, MONITOR_ALERT_NOT_OPEN. */
  acknowledge(alert: string, word: Word): Promise<Alert>;
  /** Mutes alerts until a time. Throws MONITOR_MUTE_PAST, MONITOR_NOT_DEPLOYED. */
  mute(order: MuteOrder): Promise<Mute>;
  /** Ends a mute. Throws MONITOR_MUTE_UNKNOWN. */
  unmute(mute: string, word: Word): Promise<Mute>;
  /** The mutes that hold. */
  mutes(): Promise<Mute[]>;
  /** Who was told what, the newest last. */
  deliveries(filter?: { readonly state?: DeliveryState; readonly limit?: number }): Promise<Delivery[]>;
  /** Sends what is due: see `deliverAlerts`. One call at a time. */
  deliver(page: string, signal?: AbortSignal): Promise<DeliveryPass>;
  /** Sends a test message to every target, or to one. Throws MONITOR_TARGET_UNKNOWN. */
  testTargets(target?: string): Promise<TestedTarget[]>;
  /** Wall time, by which mutes go. */
  now(): Instant;
  /** What is wrong, worst first, from the newest windows of a stretch: see `diagnose`. */
  diagnoses(filter: WindowFilter): Promise<Diagnosis[]>;
  /** Windows over time. */
  history(filter: WindowFilter): Promise<History>;
  /** A page of HTML about windows: see `makeReport`. */
  report(filter: WindowFilter): Promise<string>;
  /** The window that an instant lies in, with what was found in it. Throws MONITOR_WINDOW_UNKNOWN. */
  window(at: Instant): Promise<{ readonly window: WindowReport; readonly findings: readonly Finding[] }>;
  /** A column of a window beside its reference. Throws MONITOR_WINDOW_UNKNOWN, MONITOR_COLUMN_UNKNOWN. */
  distribution(at: Instant, name: ColumnName): Promise<Distribution>;
  /** Predictions that show a finding. Throws MONITOR_FINDING_UNKNOWN. */
  examples(finding: string): Promise<Example[]>;
  /** Every window that is or was quarantined, in order of time. */
  quarantine(): Promise<Quarantine[]>;
  /** What must not be learned from, as known at an event time: see `listHeldStretches`. */
  heldStretches(asOf: Instant): Promise<HeldStretch[]>;
  /** What a trial on this traffic leaves out of a matured window, and why: see `leaveOutOfTrial`. */
  leftOutOfTrial(window: WindowReport, traffic: 'shadow' | 'live'): Promise<LeftOutOfTrial | null>;
  /** Lets quarantined windows go. Throws MONITOR_NOTHING_HELD. */
  release(order: ReleaseOrder): Promise<Quarantine[]>;
  /** Stretches of event time that a paging finding about their data keeps out of training and trials, in order of time; neighbours are joined. */
  quarantined(): Promise<Interval[]>;
  /** How the champion did on matured windows, whole and by segment (those that the project watches when none are named): see `measureSegments`. */
  segments(order: { readonly interval: Interval; readonly by: readonly string[] }): Promise<MeasuredSegments>;
  /** Makes the features of served predictions again and says which differ: see `findSkew`. Throws RELEASE_FEATURES_FAILED. */
  skew(order: SkewOrder): Promise<SkewReport>;
  /** Measures the predictions in a table: see `evaluateSource`. Throws MONITOR_EVALUATION_INVALID, MONITOR_COLUMNS_MISSING. */
  evaluate(about: EvaluatedSource, order: EvaluationOrder): Promise<EvaluatedTable>;
  /** How a release did over the matured windows that begin in the interval; null when it scored in none. */
  performance(release: Digest, interval: Interval): Promise<RollingPerformance | null>;
}

/** Opens the monitor room of a project. Needs `monitorMigrations`. Throws MONITOR_OPTIONS_INVALID. */
export function createMonitorRoom(means: Means, settings: MonitorSettings): MonitorRoom {
  const { serve, releases, scope } = settings;
  const options = resolveMonitoring(settings.monitoring ?? {});
  const monitor: MonitorMeans = {
    means,
    serve,
    releases,
    learnt: new Map(),
    cost: scope.cost,
    judging: judgingOf(scope),
    options,
    calendar: calendarOf(options.timeZone),
    source: settings.source ?? { key: '', eventAt: '', rows: () => Promise.resolve({ rows: 0, columns: {} }) },
    surroundings: settings.surroundings ?? (() => Promise.resolve({})),
    metric: briefOfMetric(scope.metric),
    alerting: { to: [], variables: {}, log: () => undefined, ...settings.alerting },
  };
  let turn: Promise<unknown> = Promise.resolve();
  let reached = PAGE;
  const ofDeployment = async <T>(read: (deployment: string) => Promise<T[]>): Promise<T[]> => {
    const deployment = await serve.deployment();
    return deployment ? read(deployment.name) : [];
  };
  return {
    options: monitor.options,
    closeWindows: (watermark) => closeWindows(monitor, watermark),
    matureWindows: (watermark) => matureWindows(monitor, watermark),
    windows: (filter) => ofDeployment((name) => findWindows(means, name, filter)),
    findings: (filter) => ofDeployment((name) => findFindings(means, name, filter)),
    alerts: (states) => ofDeployment((name) => findAlerts(means, name, states)),
    acknowledge: (alert, word) => acknowledgeAlert(monitor, alert, word),
    mute: (order) => muteAlerts(monitor, order),
    unmute: (mute, word) => liftMute(monitor, mute, word),
    mutes: () => activeMutes(monitor),
    deliveries: (filter) => findDeliveries(means, filter),
    deliver(page, signal) {
      reached = page;
      const next = turn.then(() => deliverAlerts(monitor, page, signal));
      turn = next.catch(() => undefined);
      return next;
    },
    testTargets: (target) => testTargets(monitor, { deployment: means.project, page: reached, ...(target !== undefined && { target }) }),
    now: () => means.clock.now(),
    diagnoses: (filter) => ofDeployment((name) => readDiagnoses(monitor, name, filter)),
    async history(filter) {
      const deployment = await serve.deployment();
      return describeHistory(deployment?.name ?? null, deployment ? await findWindows(means, deployment.name, filter) : [], monitor.metric);
    },
    segments: (order) => measureSegments(monitor, { ...order, by: order.by.length > 0 ? order.by : monitor.options.segments }),
    skew: (order) => findSkew(monitor, order),
    evaluate: (about, order) => evaluateSource(means.columns, about, order),
    report: (filter) => makeReport(monitor, filter),
    window: (at) => readWindowWithFindings(monitor, at),
    distribution: (at, name) => readDistribution(monitor, at, name),
    examples: (finding) => findExamples(monitor, finding),
    quarantine: () => ofDeployment((name) => listQuarantine(means, name)),
    heldStretches: (asOf) => ofDeployment((name) => listHeldStretches(means, name, asOf)),
    leftOutOfTrial: (window, traffic) => leaveOutOfTrial(monitor, window, traffic),
    release: (order) => releaseWindows(monitor, order),
    quarantined: async () => joinNeighbours(await ofDeployment((name) => findQuarantined(means, name))),
    performance: (release, interval) => measurePerformance(monitor, release, interval),
  };
}
