import type { Digest, Instant, Interval } from '../kernel/index.ts';
import type { ReleaseRoom } from '../release/index.ts';
import type { Scope } from '../scope/index.ts';
import type { ServeRoom } from '../serve/index.ts';
import type { Means } from '../store/index.ts';
import { closeWindows } from './close-windows.ts';
import type { Alert, AlertState, Finding } from './finding.ts';
import { listHeldStretches, listQuarantine } from './list-quarantine.ts';
import { matureWindows } from './mature-windows.ts';
import { measurePerformance } from './measure-performance.ts';
import type { MonitorMeans } from './monitor-means.ts';
import { findAlerts, findFindings, findQuarantined, findWindows, type FindingFilter, type WindowFilter } from './monitor.store.ts';
import type { HeldStretch, Quarantine } from './quarantine.ts';
import { type ReleaseOrder, releaseWindows } from './release-windows.ts';
import { resolveMonitoring } from './resolve-monitoring.ts';
import type { Monitoring, RollingPerformance, WindowReport } from './window.ts';

/** What monitoring watches, and how. */
export interface MonitorSettings {
  readonly serve: Pick<ServeRoom, 'deployment' | 'firstEventAt' | 'counts' | 'units'>;
  readonly releases: Pick<ReleaseRoom, 'load'>;
  readonly scope: Pick<Scope, 'cost'>;
  readonly monitoring?: Monitoring;
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
  /** Every window that is or was quarantined, in order of time. */
  quarantine(): Promise<Quarantine[]>;
  /** What must not be learned from, as known at an event time: see `listHeldStretches`. */
  heldStretches(asOf: Instant): Promise<HeldStretch[]>;
  /** Lets quarantined windows go. Throws MONITOR_NOTHING_HELD. */
  release(order: ReleaseOrder): Promise<Quarantine[]>;
  /** Stretches of event time that a paging finding about their data keeps out of training and trials, in order of time; neighbours are joined. */
  quarantined(): Promise<Interval[]>;
  /** How a release did over the matured windows that begin in the interval; null when it scored in none. */
  performance(release: Digest, interval: Interval): Promise<RollingPerformance | null>;
}

/** Opens the monitor room of a project. Needs `monitorMigrations`. Throws MONITOR_OPTIONS_INVALID. */
export function createMonitorRoom(means: Means, settings: MonitorSettings): MonitorRoom {
  const { serve, releases, scope } = settings;
  const monitor: MonitorMeans = { means, serve, releases, cost: scope.cost, options: resolveMonitoring(settings.monitoring ?? {}) };
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
    quarantine: () => ofDeployment((name) => listQuarantine(means, name)),
    heldStretches: (asOf) => ofDeployment((name) => listHeldStretches(means, name, asOf)),
    release: (order) => releaseWindows(monitor, order),
    quarantined: async () => joinNeighbours(await ofDeployment((name) => findQuarantined(means, name))),
    performance: (release, interval) => measurePerformance(monitor, release, interval),
  };
}

/** Intervals in order, those that touch as one. */
function joinNeighbours(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const interval of intervals) {
    const last = joined.at(-1);
    if (last && last.to >= interval.from) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, interval.to) };
    else joined.push(interval);
  }
  return joined;
}
