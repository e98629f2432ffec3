import type { Clock, Digest } from '../kernel/index.ts';
import type { LoadedRelease } from '../release/index.ts';
import type { ActivePolicy } from './decide-units.ts';
import type { Deployment } from './deployment.ts';
import { serveErrors } from './serve.errors.ts';

/** How often another process's change is looked for, in ms. */
const LOOK_EVERY = 250;

/** What holding a policy needs. */
export interface PolicyMeans {
  readonly name: string;
  readonly clock: Clock;
  readonly find: () => Promise<Deployment | null>;
  readonly load: (release: Digest) => Promise<LoadedRelease>;
  /** A change by another process could not be taken up; the policy before goes on. */
  readonly onFault: (error: unknown) => void;
}

/** Holds the policy in force with its releases in memory. */
export interface PolicyHolder {
  /** The policy for a request that begins now. Throws SERVE_NOT_DEPLOYED. */
  active(): Promise<ActivePolicy>;
  /**
   * Loads what a policy names, without taking it up, and makes sure that those which will decide for the first time can answer here. Throws what loading and `warm` throw. Others may be
   * broken: a policy that goes back to a good release must not fail because of what it leaves.
   */
  prepare(deployment: Deployment, before: Deployment | null): Promise<ActivePolicy>;
  /** Takes up a prepared policy, unless a newer one is in force: the next request begins under it, those under way end as they began. */
  take(policy: ActivePolicy): void;
  /** Lets go of a prepared policy that is not taken up. */
  drop(policy: ActivePolicy): void;
}

/** Makes a holder. Changes of other processes are seen within a quarter of a second of the next request, which does not wait for them. */
export function createPolicyHolder(means: PolicyMeans): PolicyHolder {
  let current: ActivePolicy | undefined;
  let lookedAt = -Infinity;
  let looking: Promise<void> | undefined;
  let refused = 0;

  const load = async (deployment: Deployment): Promise<ActivePolicy> => {
    const [champion, challenger, ...shadows] = await Promise.all([
      means.load(deployment.champion),
      deployment.challenger && means.load(deployment.challenger.release),
      ...deployment.shadows.map((shadow) => means.load(shadow)),
    ]);
    return { deployment, champion, challenger, shadows };
  };
  const warm = async (policy: ActivePolicy, mustAnswer: readonly Digest[]): Promise<ActivePolicy> => {
    const warming = releasesOf(policy).map((release) => ({ release, ready: release.warm() }));
    // Of the others whoever asks them is told what is wrong, and nobody else need wait for them.
    for (const { ready } of warming) ready.catch(() => undefined);
    await Promise.all(warming.flatMap(({ release, ready }) => (mustAnswer.includes(release.id) ? [ready] : [])));
    return policy;
  };
  const restAllBut = (kept: ActivePolicy | undefined, left: ActivePolicy | undefined): void => {
    const stay = kept ? releasesOf(kept) : [];
    for (const release of left ? releasesOf(left) : []) if (!stay.includes(release)) release.rest();
  };
  const prepare: PolicyHolder['prepare'] = async (deployment, before) => {
    const known = before === null ? [] : decidersOf(before);
    return warm(
      await load(deployment),
      decidersOf(deployment).filter((release) => !known.includes(release)),
    );
  };
  const take = (policy: ActivePolicy): void => {
    if (current && policy.deployment.policyVersion <= current.deployment.policyVersion) return;
    restAllBut(policy, current);
    current = policy;
  };
  const look = async (): Promise<void> => {
    lookedAt = means.clock.now();
    const deployment = await means.find();
    if (deployment && deployment.policyVersion !== (current?.deployment.policyVersion ?? 0) && deployment.policyVersion !== refused) {
      try {
        // Nothing is in force when the process has just begun: whoever can answer shall do so.
        take(current ? await prepare(deployment, current.deployment) : await warm(await load(deployment), []));
      } catch (error) {
        if (!current) throw error;
        refused = deployment.policyVersion;
        means.onFault(error);
      }
    }
  };
  const lookOnce = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)));

  return {
    prepare,
    take,
    drop: (policy) => restAllBut(current, policy),
    async active() {
      if (!current) {
        await lookOnce();
        if (!current) throw serveErrors.NOT_DEPLOYED({ deployment: means.name });
      } else if (means.clock.now() - lookedAt >= LOOK_EVERY) lookOnce().catch(means.onFault);
      return current;
    },
  };
}

const decidersOf = ({ champion, challenger }: Deployment): readonly Digest[] => [champion, ...(challenger ? [challenger.release] : [])];

const releasesOf = ({ champion, challenger, shadows }: ActivePolicy): readonly LoadedRelease[] => [champion, ...(challenger ? [challenger] : []), ...shadows];
