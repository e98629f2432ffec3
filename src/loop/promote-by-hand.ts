import { shortDigest } from '../kernel/index.ts';
import type { Release } from '../release/index.ts';
import type { LoopMeans } from './advance-loop.ts';
import { loopErrors } from './loop.errors.ts';
import { findRollouts } from './loop.store.ts';
import type { ByHand } from './loop-room.ts';
import { moveRollout } from './move-rollout.ts';
import { rolloutMeans } from './rollout-means.ts';

/**
 * Makes a release the champion at once because a person asked for it, as far as `policy.championAlias` lets them. Trials against the champion before, and those
 * of this release, are over. Throws LOOP_NOT_GATED.
 */
export async function promoteByHand(loop: LoopMeans, release: Release, by: ByHand): Promise<void> {
  if (release.kind === 'rules' && loop.policy.championAlias !== 'any') throw loopErrors.NOT_GATED({ deployment: loop.serve.name, release: release.id });
  const about = { actor: by.actor, why: by.why ?? `promoted by ${by.actor}`, eventAt: by.at };
  const deployment = await loop.serve.deployment();
  if (deployment?.champion === release.id) return;
  const means = await rolloutMeans(loop);
  for (const rollout of await findRollouts(loop.means, loop.serve.name)) {
    if (rollout.endedAt !== null || (rollout.state === 'queued' && rollout.challenger !== release.id)) continue;
    const why = `${by.actor} made ${shortDigest(release.id)} the champion`;
    await moveRollout(means, rollout, { to: 'withdrawn', at: by.at, why, actor: by.actor });
  }
  const shadows = means.yardstick !== null && means.yardstick !== release.id ? [means.yardstick] : [];
  await loop.serve.setPolicy({ champion: release.id, challenger: null, shadows }, about);
}
