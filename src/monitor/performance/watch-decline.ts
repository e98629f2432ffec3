import type { Digest, Interval } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import { createDeclineDetector, type DeclineReading, type DeclineState, resumeDeclineDetector } from '../../stats/index.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { BUDGET_PERIOD, DECLINE_PART } from '../verdict/alarm-budget.ts';
import type { Monitoring } from '../window.ts';
import { FEW_LABELS } from './few-labels.ts';
import { findDecline } from './tallies.store.ts';
import { learnRelease } from './learn-release.ts';
import { ownUnits } from './own-units.ts';

/** The windows in which a decline may be told in vain once: 1,000, or as many as keep it to its part of the alarm budget where windows are short. */
const windowsFor = ({ window, alarmBudget }: Required<Monitoring>): number => Math.max(1_000, Math.ceil(BUDGET_PERIOD / window / (DECLINE_PART * alarmBudget)));

/** What a release's detector says after a window, and how it goes on. */
export interface Decline extends DeclineReading {
  /** How much more the window's units lost than was promised, on average. */
  readonly excess: number;
  /** The mean excess that is borne. */
  readonly tolerance: number;
  /** Mean number of windows between two alarms in vain, at least. */
  readonly windows: number;
}

/**
 * Goes on watching how a release does as champion, by the excess of each matured unit's loss: see `Learnt`. Windows with broken data or few labels say nothing of the model.
 */
export async function watchDecline(
  monitor: MonitorMeans,
  about: { readonly deployment: string; readonly release: Digest; readonly interval: Interval; readonly units: readonly Unit[]; readonly broken: boolean },
): Promise<{ readonly state: DeclineState; readonly decline: Decline | null }> {
  const { deployment, release, interval, units, broken } = about;
  const before = await findDecline(monitor.means, { deployment, release, before: interval.from });
  const learnt = await learnRelease(monitor, release);
  const detector = before ? resumeDeclineDetector(before) : createDeclineDetector({ ...learnt.decline, windows: windowsFor(monitor.options) });
  const labelled = ownUnits(units, release).filter((unit) => unit.label !== null);
  if (broken || labelled.length < FEW_LABELS) return { state: detector.toState(), decline: null };
  const excess = learnt.excess(labelled);
  const reading = detector.push(excess);
  const state = detector.toState();
  return { state, decline: { ...reading, excess: excess.reduce((sum, x) => sum + x, 0) / excess.length, tolerance: state.design.tolerance, windows: state.design.windows } };
}
