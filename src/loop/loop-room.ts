import { calendarOf, type Instant } from '../kernel/index.ts';
import { MONITORING_DEFAULTS, type Monitoring } from '../monitor/index.ts';
import type { RegistryRoom, Release, Rules } from '../release/index.ts';
import type { Scope } from '../scope/index.ts';
import type { ServeRoom } from '../serve/index.ts';
import { advanceLoop, type LoopHooks, type LoopMeans, type LoopStep } from './advance-loop.ts';
import { loopErrors } from './loop.errors.ts';
import { findRollouts, readProgress } from './loop.store.ts';
import { type Followed, followTraffic } from './follow-traffic.ts';
import { type MadeRelease, makeRelease, type ReleaseOrder, type Workshop } from './make-release.ts';
import { moveRollout } from './move-rollout.ts';
import { openRollout } from './open-rollout.ts';
import type { LoopPolicy } from './policy.ts';
import { promoteByHand } from './promote-by-hand.ts';
import { type ReleasedVersion, releaseModelVersion, type VersionOrder } from './release-model-version.ts';
import { resolvePolicy } from './resolve-policy.ts';
import type { Rollout, Transition } from './rollout.ts';
import { rolloutMeans } from './rollout-means.ts';

/** Who decided something by hand, and for when. */
export interface ByHand {
  /** Event time. */
  readonly at: Instant;
  readonly actor: string;
  readonly why?: string;
}

/** The room where the life cycle closes. */
export interface LoopRoom {
  /** Takes event time to a watermark, a window at a time; see `advanceLoop`. One call at a time: a second waits for the first. */
  advance(watermark: Instant, hooks?: LoopHooks): Promise<LoopStep[]>;
  /** How far the traffic of serving lets event time go, which `advance` takes there; see `followTraffic`. */
  follow(latest: Instant): Promise<Followed>;
  /** Predictions that lie more than 30 days ahead of all others, so few that event time does not follow them. */
  ahead(): Promise<number>;
  /** Data, training, gate and release in one go. */
  makeRelease(order: ReleaseOrder): Promise<MadeRelease>;
  /** A release of a registered model version: see `releaseModelVersion`. */
  releaseVersion(order: VersionOrder): Promise<ReleasedVersion>;
  /** Puts a release where the policy wants it: the first becomes champion, a later one is queued for a trial. One that is there already stays where it is. */
  place(release: Release, by: ByHand): Promise<'champion' | 'queued'>;
  /**
   * What a person asks for by moving the alias `champion`: with `policy.championAlias` `trial` the release is placed as `place` does, else it becomes the champion at
   * once. Throws LOOP_NOT_GATED.
   */
  promote(release: Release, by: ByHand): Promise<'champion' | 'queued'>;
  /** A change of rules alone on top of the champion's model, queued for a trial. Throws LOOP_RULES_UNCHANGED, LOOP_NO_CHAMPION and what `createRulesOnly` throws. */
  proposeRules(rules: Rules, by: ByHand & { readonly why: string }): Promise<Release>;
  /** Promotes the challenger that waits for a person. Throws LOOP_NOTHING_WAITING. */
  approve(by: ByHand): Promise<Transition>;
  /** How far the loop has come in event time; null before its first step. */
  advancedTo(): Promise<Instant | null>;
  /** Every rollout, in the order of making. */
  rollouts(): Promise<Rollout[]>;
}

/** What the room is joined from. */
export interface LoopParts extends Omit<Workshop, 'means' | 'attribution'> {
  readonly registry: RegistryRoom;
  readonly serve: ServeRoom;
  readonly scope: Scope;
  readonly policy: LoopPolicy;
  readonly monitoring: Monitoring;
}

/** Opens the room. */
export function createLoopRoom(means: Workshop['means'], parts: LoopParts): LoopRoom {
  const policy = resolvePolicy(parts.policy);
  const { window, attribution, timeZone } = { ...MONITORING_DEFAULTS, ...parts.monitoring };
  const loop: LoopMeans = {
    means,
    data: parts.data,
    train: parts.train,
    releases: parts.releases,
    monitor: parts.monitor,
    dataset: parts.dataset,
    attribution,
    serve: parts.serve,
    scope: parts.scope,
    policy,
    window,
    calendar: calendarOf(timeZone),
  };
  let turn: Promise<unknown> = Promise.resolve();
  const deployed = async () => {
    const deployment = await parts.serve.deployment();
    if (!deployment) throw loopErrors.NO_CHAMPION({ deployment: parts.serve.name });
    return deployment;
  };
  const room: LoopRoom = {
    advance(watermark, hooks) {
      const next = turn.then(() => advanceLoop(loop, watermark, hooks));
      turn = next.catch(() => undefined);
      return next;
    },
    async follow(latest) {
      const from = (await room.advancedTo()) ?? (await parts.serve.firstEventAt());
      return from === null ? { watermark: latest, ahead: 0 } : followTraffic(loop, { from, latest });
    },
    ahead: async () => (await room.follow(await parts.serve.watermark())).ahead,
    makeRelease: (order) => makeRelease(loop, order),
    releaseVersion: (order) => releaseModelVersion({ ...loop, registry: parts.registry }, order),
    async place(release, by) {
      const about = { actor: by.actor, why: by.why ?? release.note, eventAt: by.at };
      const deployment = await parts.serve.deployment();
      if (deployment?.champion === release.id) return 'champion';
      if (deployment) {
        const underWay = (await findRollouts(means, deployment.name)).some((rollout) => rollout.challenger === release.id && rollout.endedAt === null);
        if (underWay) return 'queued';
        await openRollout(loop, { release, at: by.at, why: about.why, actor: by.actor });
        return 'queued';
      }
      await parts.serve.setPolicy({ champion: release.id, challenger: null, shadows: [] }, about);
      return 'champion';
    },
    async promote(release, by) {
      if (policy.championAlias === 'trial') return room.place(release, by);
      await promoteByHand(loop, release, by);
      return 'champion';
    },
    async proposeRules(rules, by) {
      const { champion } = await deployed();
      const release = await parts.releases.createRulesOnly(champion, rules, { note: by.why, actor: by.actor, eventAt: by.at });
      if (release.id === champion) throw loopErrors.RULES_UNCHANGED({ deployment: parts.serve.name });
      await openRollout(loop, { release, at: by.at, why: by.why, actor: by.actor });
      return release;
    },
    async approve(by) {
      const { name } = await deployed();
      const waiting = (await findRollouts(means, name)).find((rollout) => rollout.state === 'waiting');
      if (!waiting) throw loopErrors.NOTHING_WAITING({ deployment: name });
      const { transition } = await moveRollout(await rolloutMeans(loop), waiting, { to: 'promoted', at: by.at, why: by.why ?? `approved by ${by.actor}`, actor: by.actor });
      return transition;
    },
    advancedTo: async () => (await readProgress(means, parts.serve.name))?.advancedTo ?? null,
    rollouts: () => findRollouts(means, parts.serve.name),
  };
  return room;
}
