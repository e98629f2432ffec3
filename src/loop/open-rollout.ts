import { type Instant, newId } from '../kernel/index.ts';
import type { Release } from '../release/index.ts';
import { saveRollout } from './loop.store.ts';
import type { LoopMeans } from './advance-loop.ts';
import type { Rollout } from './rollout.ts';

/** Puts a release in the queue for a trial against the champion. */
export async function openRollout(loop: Pick<LoopMeans, 'means' | 'serve'>, order: { release: Release; at: Instant; why: string; actor: string }): Promise<Rollout> {
  const deployment = (await loop.serve.deployment())!;
  const rollout: Rollout = {
    id: newId('rollout', loop.means.clock),
    deployment: deployment.name,
    challenger: order.release.id,
    champion: deployment.champion,
    state: 'queued',
    startedAt: order.at,
    stageStartedAt: order.at,
    endedAt: null,
    why: order.why,
    trials: { kind: order.release.kind },
  };
  const told = { eventAt: order.at, actor: order.actor, noun: 'rollout', name: rollout.id, from: null, to: 'queued', why: order.why, evidence: { release: order.release.id } };
  await saveRollout(loop.means, rollout, told);
  return rollout;
}
