import { type Instant, newId } from '../../kernel/index.ts';
import { findAlerts, findMutes, saveAcknowledgement, saveMute } from './alerts.store.ts';
import type { Alert, FindingKind } from '../finding.ts';
import { monitorErrors } from '../monitor.errors.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import type { Mute } from './mute.ts';

/** Whom a change is made for, and why. */
export interface Word {
  readonly actor: string;
  readonly why: string;
}

/** Says that somebody looks after an alert: nobody else is told of it. Throws MONITOR_ALERT_UNKNOWN, MONITOR_ALERT_NOT_OPEN. */
export async function acknowledgeAlert({ means, serve }: MonitorMeans, id: string, { actor, why }: Word): Promise<Alert> {
  const deployment = await serve.deployment();
  const alert = deployment && (await findAlerts(means, deployment.name)).find((one) => one.id === id);
  if (!alert) throw monitorErrors.ALERT_UNKNOWN({ alert: id });
  const acknowledged = await saveAcknowledgement(means, id, { by: actor, at: means.clock.now(), why });
  if (acknowledged === undefined) throw monitorErrors.ALERT_NOT_OPEN({ alert: id, state: alert.state });
  return acknowledged;
}

/** What nobody wants to hear of, and until when. */
export interface MuteOrder extends Word {
  readonly kind?: FindingKind | undefined;
  readonly column?: string | undefined;
  /** Wall time. */
  readonly until: Instant;
}

/** Mutes alerts of a kind, about a column, or all of the deployment. Throws MONITOR_MUTE_PAST, MONITOR_NOT_DEPLOYED. */
export async function muteAlerts({ means, serve }: MonitorMeans, { kind, column, until, actor, why }: MuteOrder): Promise<Mute> {
  const deployment = await serve.deployment();
  if (!deployment) throw monitorErrors.NOT_DEPLOYED({});
  const at = means.clock.now();
  if (until <= at) throw monitorErrors.MUTE_PAST({ until });
  const mute: Mute = { id: newId('mute', means.clock), deployment: deployment.name, kind: kind ?? null, column: column ?? null, state: 'active', until, why, by: actor, at };
  await saveMute(means, mute, { from: null, why, actor });
  return mute;
}

/** Ends a mute before its time. Throws MONITOR_MUTE_UNKNOWN. */
export async function liftMute(monitor: MonitorMeans, id: string, { actor, why }: Word): Promise<Mute> {
  const mute = (await activeMutes(monitor)).find((one) => one.id === id);
  if (mute === undefined) throw monitorErrors.MUTE_UNKNOWN({ mute: id });
  const lifted: Mute = { ...mute, state: 'lifted' };
  await saveMute(monitor.means, lifted, { from: 'active', why, actor });
  return lifted;
}

/** Mutes whose time has not passed and that nobody lifted. */
export async function activeMutes({ means, serve }: MonitorMeans): Promise<Mute[]> {
  const deployment = await serve.deployment();
  const now = means.clock.now();
  return deployment === null ? [] : (await findMutes(means, deployment.name)).filter((mute) => mute.until > now);
}
