import { type Calendar, DAY, formatDay, type Instant, isCapstanError, stretchOf } from '../kernel/index.ts';
import type { WindowReport } from '../monitor/index.ts';
import { type Scope, scaleOf } from '../scope/index.ts';
import type { ServeRoom, Unit } from '../serve/index.ts';
import { decideRetraining, type RetrainingTrigger } from './decide-retraining.ts';
import { feedLiveTrial, judgeLiveTrial, type LiveTrial, shareAt, startLiveTrial } from './live-trial.ts';
import { findRollouts, type LoopProgress, readProgress, recordOnce, saveProgress, saveRollout } from './loop.store.ts';
import { type MadeRelease, makeRelease, type ReleaseOrder, type Workshop } from './make-release.ts';
import { ENDED, moveRollout } from './move-rollout.ts';
import { openRollout } from './open-rollout.ts';
import type { ResolvedPolicy } from './resolve-policy.ts';
import type { Rollout, Transition } from './rollout.ts';
import { rolloutMeans } from './rollout-means.ts';
import { feedShadowTrial, judgeShadowTrial, type ShadowTrial } from './shadow-trial.ts';
import { liveQuestion, startRollout } from './start-rollout.ts';
import type { TrialProgress } from './trial.ts';
import type { Verdict } from './verdict.ts';

/** Everything a step of the loop works with. */
export interface LoopMeans extends Workshop {
  readonly serve: ServeRoom;
  readonly scope: Scope;
  readonly policy: ResolvedPolicy;
  /** Length of a monitored window, in ms. */
  readonly window: number;
  /** Whose days they are. */
  readonly calendar: Calendar;
}

/** What a caller may want to show while the loop works. */
export interface LoopHooks {
  readonly onTraining?: (trigger: RetrainingTrigger) => void;
  readonly onEvent?: ReleaseOrder['onEvent'];
  readonly signal?: AbortSignal;
}

/** What happened in one step, for people. */
export interface LoopStep {
  /** The watermark after the step. */
  readonly at: Instant;
  readonly closed: readonly WindowReport[];
  readonly matured: readonly WindowReport[];
  readonly retrained: MadeRelease | null;
  readonly transitions: readonly Transition[];
}

/**
 * Takes the loop to `watermark` in event time, a window at a time. State is kept after each window,
 * so a call that was cut short is simply made again; a watermark that lies behind does nothing.
 */
export async function advanceLoop(loop: LoopMeans, watermark: Instant, hooks: LoopHooks = {}): Promise<LoopStep[]> {
  const deployment = await loop.serve.deployment();
  if (!deployment) return [];
  const steps: LoopStep[] = [];
  let progress = (await readProgress(loop.means, deployment.name)) ?? { advancedTo: await firstWindow(loop, watermark), lastFailedAt: null };
  for (let at: Instant; (at = stretchOf(loop.calendar, progress.advancedTo, loop.window).to) <= watermark;) {
    const step = await advanceWindow(loop, { at, name: deployment.name, progress }, hooks);
    progress = step.progress;
    await saveProgress(loop.means, deployment.name, progress);
    steps.push(step);
    if (hooks.signal?.aborted) break;
  }
  return steps;
}

/** The first window is the one that the first prediction lies in. */
async function firstWindow(loop: LoopMeans, watermark: Instant): Promise<Instant> {
  const begun = await loop.serve.firstEventAt();
  return stretchOf(loop.calendar, begun ?? watermark, loop.window).from;
}

interface StepState {
  readonly at: Instant;
  readonly name: string;
  readonly progress: LoopProgress;
}

async function advanceWindow(loop: LoopMeans, state: StepState, hooks: LoopHooks): Promise<LoopStep & { progress: LoopProgress }> {
  const { at } = state;
  await loop.serve.settle();
  const closed = await loop.monitor.closeWindows(at);
  const matured = await loop.monitor.matureWindows(at);
  const transitions: Transition[] = [];
  let active = await activeRollout(loop, state.name);
  for (const window of await untriedWindows(loop, active)) {
    if (!active) break;
    const move = await tryOn(loop, active, window, at);
    active = move.rollout;
    if (move.transition) transitions.push(move.transition);
    if (ENDED.includes(active.state)) active = undefined;
  }
  const next = active ?? (await activeRollout(loop, state.name));
  if (next?.state === 'queued') transitions.push(await startRollout(loop, next, at));
  else if (next?.state === 'live') await rampUp(loop, next, at);
  let { lastFailedAt } = state.progress;
  let retrained: MadeRelease | null = null;
  const trigger = next ? null : await retrainingTrigger(loop, { at, lastFailedAt: await lastFailure(loop, state) });
  if (trigger) {
    hooks.onTraining?.(trigger);
    retrained = await retrain(loop, { at, trigger }, hooks);
    if (retrained?.release) transitions.push(await startRollout(loop, await openRollout(loop, { release: retrained.release, at, why: trigger.why, actor: 'loop' }), at));
    else lastFailedAt = at;
  }
  return { at, closed, matured, retrained, transitions, progress: { advancedTo: at, lastFailedAt } };
}

/** When a trial last ended without a promotion, or a retraining led to none. Trials are asked themselves: they remember it when the step that ended one was cut short. */
async function lastFailure(loop: LoopMeans, { name, progress }: StepState): Promise<Instant | null> {
  const failed = (await findRollouts(loop.means, name)).flatMap((rollout) => (rollout.endedAt === null || rollout.state === 'promoted' ? [] : rollout.endedAt));
  const latest = Math.max(progress.lastFailedAt ?? -Infinity, ...failed);
  return latest === -Infinity ? null : latest;
}

/** The rollout that is under way, else the oldest that waits in the queue. */
async function activeRollout(loop: LoopMeans, deployment: string): Promise<Rollout | undefined> {
  const open = (await findRollouts(loop.means, deployment)).filter((rollout) => !ENDED.includes(rollout.state));
  return open.find((rollout) => rollout.state !== 'queued') ?? open[0];
}

/** The trial that a rollout is in; one that waits for a person goes on, since its guardrails must hold until then. */
const trialOf = ({ state }: Rollout): 'shadow' | 'live' | null => (state === 'shadow' || state === 'live' ? state : state === 'waiting' ? 'live' : null);

/** Matured windows that the trial under way has not been fed yet, oldest first; also those that matured before a step was cut short. */
async function untriedWindows(loop: LoopMeans, rollout: Rollout | undefined): Promise<WindowReport[]> {
  const trial = rollout && trialOf(rollout);
  if (!trial) return [];
  const { through } = rollout.trials[trial] as unknown as TrialProgress;
  const windows = await loop.monitor.windows({ interval: { from: through, to: Number.MAX_SAFE_INTEGER }, state: 'matured' });
  return windows.toSorted((a, b) => a.interval.from - b.interval.from);
}

/** Feeds one matured window to the trial under way and acts on its verdict. */
async function tryOn(loop: LoopMeans, rollout: Rollout, window: WindowReport, at: Instant): Promise<{ rollout: Rollout; transition: Transition | null }> {
  const kind = trialOf(rollout)!;
  const trial = rollout.trials[kind] as unknown as ShadowTrial | LiveTrial;
  if (window.interval.from < trial.through) return { rollout, transition: null };
  const out = await loop.monitor.leftOutOfTrial(window, kind);
  const skip = out !== null && out.units === null;
  const all = skip ? [] : await unitsOf(loop, window);
  const units = all.filter((unit) => out?.units?.has(unit.unitKey) !== true);
  const leftOut = out && { ...out, units: skip ? null : all.length - units.length };
  const about = { cost: loop.scope.cost, window: window.interval, skip, leftOut, challenger: rollout.challenger };
  const fed = kind === 'shadow' ? feedShadowTrial(trial as ShadowTrial, units, about) : feedLiveTrial(trial as LiveTrial, units, { ...about, guardrails: loop.scope.guardrails });
  const changed = { ...rollout, trials: { ...rollout.trials, [kind]: fed } } as unknown as Rollout;
  const verdict = kind === 'shadow' ? judgeShadowTrial(fed as ShadowTrial, loop.policy.shadow, at) : judgeLiveTrial(fed as LiveTrial, loop.policy, at);
  if (!verdict || (rollout.state === 'waiting' && verdict.to !== 'rolled_back')) {
    await saveRollout(loop.means, changed);
    return { rollout: changed, transition: null };
  }
  return actOn(loop, changed, verdict, at);
}

async function actOn(loop: LoopMeans, rollout: Rollout, verdict: Verdict, at: Instant): Promise<{ rollout: Rollout; transition: Transition }> {
  const goesLive = verdict.to === 'live' ? { ...rollout, trials: { ...rollout.trials, live: startLiveTrial(liveQuestion(loop, rollout, at)) } } : rollout;
  return moveRollout(await rolloutMeans(loop), goesLive as unknown as Rollout, { to: verdict.to, at, why: verdict.why, actor: 'loop', evidence: verdict.evidence });
}

/** A window's units in order of assignment, with the labels that were known when it matured. */
async function unitsOf(loop: LoopMeans, window: WindowReport): Promise<Unit[]> {
  const units = await loop.serve.units({ interval: window.interval, asOf: window.interval.to + loop.attribution });
  return units.toSorted((a, b) => a.order - b.order);
}

async function rampUp(loop: LoopMeans, rollout: Rollout, at: Instant): Promise<void> {
  const trial = rollout.trials['live'] as unknown as LiveTrial;
  const share = shareAt(loop.policy.live.ramp, trial.since, at);
  const { challenger } = (await loop.serve.deployment())!;
  if (!challenger || challenger.share === share) return;
  await loop.serve.setPolicy({ challenger: { ...challenger, share } }, { actor: 'loop', why: `the ramp of ${rollout.id} reaches ${Math.round(share * 100)} %`, eventAt: at });
}

async function retrainingTrigger(loop: LoopMeans, state: { at: Instant; lastFailedAt: Instant | null }): Promise<RetrainingTrigger | null> {
  const champion = (await loop.serve.deployment())!.champion;
  const release = await loop.releases.read(champion);
  const to = state.at - loop.attribution;
  const performance = await loop.monitor.performance(champion, { from: to - loop.policy.retrain.calibrationDays * DAY, to });
  const calibration =
    performance && performance.days >= loop.policy.retrain.calibrationDays
      ? { gap: performance.calibrationGap, error: performance.calibrationError, units: performance.labelled, scale: scaleOf(loop.scope.cost) }
      : null;
  return decideRetraining(loop.policy.retrain, { now: state.at, trainedUntil: release.trainedUntil, calibration, lastFailedAt: state.lastFailedAt });
}

/** What a retraining may fail of without holding up the loop: the ledger tells of it, and after the cooldown it is tried again. */
const FAULTS = /^(?:DATA|TRAIN|RELEASE)_/;

async function retrain(loop: LoopMeans, order: { at: Instant; trigger: RetrainingTrigger }, hooks: LoopHooks): Promise<MadeRelease | null> {
  const { at, trigger } = order;
  const about = { eventAt: at, actor: 'loop', noun: 'retraining', name: formatDay(at), evidence: { trigger: trigger.trigger } };
  await recordOnce(loop.means, { ...about, from: null, to: 'started', why: trigger.why });
  try {
    return await makeRelease(loop, { asOf: at, actor: 'loop', why: trigger.why, ...(hooks.onEvent && { onEvent: hooks.onEvent }), ...(hooks.signal && { signal: hooks.signal }) });
  } catch (error) {
    if (hooks.signal?.aborted || !isCapstanError(error) || !FAULTS.test(error.code)) throw error;
    await recordOnce(loop.means, { ...about, from: 'started', to: 'failed', why: error.message });
    return null;
  }
}
