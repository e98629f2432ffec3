import type { Digest } from '../kernel/index.ts';
import type { ServeRoom } from '../serve/index.ts';
import type { Means } from '../store/index.ts';
import { loopErrors } from './loop.errors.ts';
import { saveRollout } from './loop.store.ts';
import { type Rollout, ROLLOUT_TRANSITIONS, type RolloutState, type Transition } from './rollout.ts';

/** Where a rollout goes next, and why. */
export type Move = Omit<Transition, 'rollout' | 'release' | 'from'>;

/** What moving a rollout acts on. */
export interface RolloutMeans {
  readonly means: Means;
  readonly serve: ServeRoom;
  /** Scores everything, decides nothing, for ever; null for none. */
  readonly yardstick: Digest | null;
  /** Share of live traffic at the start of a live trial. */
  readonly firstShare: number;
}

export const ENDED: readonly RolloutState[] = ['promoted', 'futile', 'undecided', 'rolled_back', 'withdrawn'];

/**
 * Moves a rollout: first the traffic, which stays as it is when it is so already, then the record together with its event: a step cut short can be taken again.
 * Throws LOOP_ILLEGAL_MOVE.
 */
export async function moveRollout(to: RolloutMeans, rollout: Rollout, move: Move): Promise<{ rollout: Rollout; transition: Transition }> {
  const { means } = to;
  if (!ROLLOUT_TRANSITIONS[rollout.state].includes(move.to)) throw loopErrors.ILLEGAL_MOVE({ rollout: rollout.id, from: rollout.state, to: move.to });
  await applyTraffic(to, rollout, move);
  const ended = ENDED.includes(move.to);
  const moved: Rollout = { ...rollout, state: move.to, stageStartedAt: move.at, endedAt: ended ? move.at : null, why: move.why };
  await saveRollout(means, moved, {
    eventAt: move.at,
    actor: move.actor,
    noun: 'rollout',
    name: rollout.id,
    from: rollout.state,
    to: move.to,
    why: move.why,
    evidence: { release: rollout.challenger, champion: rollout.champion, ...(move.evidence !== undefined && { trial: move.evidence }) },
  });
  return { rollout: moved, transition: { ...move, rollout: rollout.id, release: rollout.challenger, from: rollout.state } };
}

/** Draws the units of each trial anew, and the same ones when history is replayed. */
const saltOf = ({ deployment, challenger, startedAt }: Rollout): string => `${deployment}/${challenger}/${startedAt}`;

async function applyTraffic(to: RolloutMeans, rollout: Rollout, move: Move): Promise<void> {
  const { serve } = to;
  const about = { actor: move.actor, why: move.why, eventAt: move.at };
  const watching = (champion: Digest): Digest[] => (to.yardstick && to.yardstick !== champion ? [to.yardstick] : []);
  switch (move.to) {
    case 'shadow':
      await serve.setPolicy({ challenger: null, shadows: [...new Set([...watching(rollout.champion), rollout.challenger])] }, about);
      return;
    case 'live':
      await serve.setPolicy({ challenger: { release: rollout.challenger, share: to.firstShare, salt: saltOf(rollout) }, shadows: watching(rollout.champion) }, about);
      return;
    case 'promoted':
      await serve.setPolicy({ champion: rollout.challenger, challenger: null, shadows: watching(rollout.challenger) }, about);
      return;
    case 'futile':
    case 'undecided':
    case 'rolled_back':
    case 'withdrawn':
      if (rollout.state !== 'queued') await serve.setPolicy({ challenger: null, shadows: watching(rollout.champion) }, about);
      return;
    case 'queued':
    case 'waiting':
      return;
  }
}
