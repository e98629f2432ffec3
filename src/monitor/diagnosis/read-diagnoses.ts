import { findAlerts } from '../alerts/alerts.store.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { findFindings } from '../findings.store.ts';
import { findWindows, type WindowFilter } from '../windows.store.ts';
import { mutes } from '../alerts/mute.ts';
import { activeMutes } from '../alerts/tend-alerts.ts';

/** Findings that a page of diagnoses is made from. */
const MOST_FINDINGS = 20_000;

/** What is wrong, worst first, from the newest windows of a stretch. */
export async function readDiagnoses(monitor: MonitorMeans, deployment: string, filter: WindowFilter): Promise<Diagnosis[]> {
  const { means } = monitor;
  const windows = await findWindows(means, deployment, filter);
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const findings = await findFindings(means, deployment, { interval: { from: first.interval.from, to: last.interval.to }, limit: MOST_FINDINGS });
  const holding = await activeMutes(monitor);
  const now = means.clock.now();
  return diagnose({ findings, windows, alerts: await findAlerts(means, deployment), isMuted: (alert) => holding.some((mute) => mutes(mute, alert, now)) });
}
