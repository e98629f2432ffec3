import { type Digest, type Instant, isCapstanError, messageOf } from '../kernel/index.ts';
import type { LoopMeans } from './advance-loop.ts';
import { type LiveQuestion, startLiveTrial } from './live-trial.ts';
import { moveRollout } from './move-rollout.ts';
import type { Rollout, Transition } from './rollout.ts';
import { rolloutMeans } from './rollout-means.ts';
import { startShadowTrial } from './shadow-trial.ts';

/** Begins the trial of a challenger that waited in the queue, against whoever is champion by now. One that cannot be tried is withdrawn. */
export async function startRollout(loop: LoopMeans, queued: Rollout, at: Instant): Promise<Transition> {
  const champion = (await loop.serve.deployment())!.champion;
  const means = await rolloutMeans(loop);
  const withdraw = async (why: string): Promise<Transition> => (await moveRollout(means, { ...queued, champion }, { to: 'withdrawn', at, why, actor: 'loop' })).transition;
  let rollout: Rollout;
  try {
    rollout = { ...queued, champion, challenger: await onChampion(loop, queued, { champion, at }), startedAt: at };
  } catch (error) {
    if (!isCapstanError(error, 'RELEASE_RULES_INVALID')) throw error;
    return withdraw(`its rules do not fit the champion's model: ${error.message}`);
  }
  if (rollout.challenger === champion) return withdraw('it is the champion already');
  const obstacle = await findObstacle(loop, rollout.challenger);
  if (obstacle !== null) return withdraw(`it cannot be served here: ${obstacle}`);
  const skips = rollout.trials['kind'] === 'rules' && loop.policy.rulesSkipShadow;
  const to = skips || loop.policy.superiority === 'live' ? 'live' : 'shadow';
  const trials = to === 'shadow' ? { shadow: startShadowTrial(loop.policy.shadow, { cost: loop.scope.cost, at }) } : { live: startLiveTrial(liveQuestion(loop, rollout, at)) };
  const prepared = { ...rollout, trials: { ...rollout.trials, ...trials } } as unknown as Rollout;
  return (await moveRollout(means, prepared, { to, at, why: rollout.why, actor: 'loop' })).transition;
}

/** Says what keeps a release from answering here, such as a Python that is not the one it was measured with; null when nothing does. */
async function findObstacle(loop: LoopMeans, release: Digest): Promise<string | null> {
  try {
    await (await loop.releases.load(release)).warm();
    return null;
  } catch (error) {
    if (!OBSTACLES.some((code) => isCapstanError(error, code))) throw error;
    return messageOf(error);
  }
}

/** What stays so until somebody changes the machine. */
const OBSTACLES = ['RELEASE_ENVIRONMENT_DIFFERS', 'RELEASE_PYTHON_UNSET', 'WORK_PYTHON_MISSING', 'WORK_PYTHON_INDIRECT', 'MODEL_NOT_LOADED', 'MODEL_SCORES_UNSUITABLE'] as const;

/** New rules were proposed on top of the champion's model: when another model has become champion meanwhile, they move on top of that. */
async function onChampion(loop: LoopMeans, rollout: Rollout, about: { champion: Digest; at: Instant }): Promise<Digest> {
  if (rollout.trials['kind'] !== 'rules') return rollout.challenger;
  const proposed = await loop.releases.read(rollout.challenger);
  if (proposed.parent === about.champion) return rollout.challenger;
  const { rules } = await loop.releases.load(rollout.challenger);
  return (await loop.releases.createRulesOnly(about.champion, rules, { note: proposed.note, actor: 'loop', eventAt: about.at })).id;
}

/** What live traffic is to show of a rollout: that it is better, unless the shadow has shown it or it changes rules alone. */
export const liveQuestion = (loop: LoopMeans, rollout: Rollout, at: Instant): LiveQuestion => ({
  at,
  policy: loop.policy.live,
  question: rollout.trials['kind'] === 'rules' || loop.policy.superiority === 'shadow' ? 'nonInferiority' : 'superiority',
  guardrails: loop.scope.guardrails,
});
