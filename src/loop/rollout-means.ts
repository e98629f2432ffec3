import type { Digest } from '../kernel/index.ts';
import type { LoopMeans } from './advance-loop.ts';
import type { RolloutMeans } from './move-rollout.ts';

/** What moving a rollout acts on: with the first release as a shadow that is never retrained, unless the policy says otherwise. */
export async function rolloutMeans(loop: Pick<LoopMeans, 'means' | 'serve' | 'releases' | 'policy'>): Promise<RolloutMeans> {
  const first = async (): Promise<Digest | null> => (await loop.releases.list())[0]?.id ?? null;
  const yardstick = loop.policy.yardstick === 'none' ? null : await first();
  return { means: loop.means, serve: loop.serve, yardstick, firstShare: loop.policy.live.ramp[0]!.share };
}
