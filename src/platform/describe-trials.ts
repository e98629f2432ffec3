import type { Digest, JsonValue } from '../kernel/index.ts';
import { type LiveTrial, resolvePolicy, type LoopPolicy, type Rollout, type ShadowTrial } from '../loop/index.ts';
import type { LiveTrialChart, ReleaseBrief, TrialChart, TrialOverview } from '../sdk/index.ts';

/** Trials as charts, in the order of making; those that still wait in the queue are left out. */
export function describeTrials(rollouts: readonly Rollout[], brief: (id: Digest) => ReleaseBrief, policy: LoopPolicy | undefined): TrialOverview[] {
  const resolved = resolvePolicy(policy ?? { retrain: {} });
  return rollouts
    .filter((rollout) => rollout.state !== 'queued')
    .map((rollout) => {
      const shadow = rollout.trials['shadow'] as unknown as ShadowTrial | undefined;
      const live = rollout.trials['live'] as unknown as LiveTrial | undefined;
      const { name, kind } = brief(rollout.challenger);
      return {
        rollout: rollout.id,
        release: rollout.challenger,
        title: kind === 'rules' ? `${name}: new rules` : `${name} against ${brief(rollout.champion).name}`,
        state: rollout.state,
        why: rollout.why,
        startedAt: rollout.startedAt,
        endedAt: rollout.endedAt,
        shadow: shadow ? shadowChart(shadow, resolved.shadow, rollout) : null,
        live: live ? liveChart(live, resolved.live, rollout) : null,
      };
    });
}

type Judged = Pick<ShadowTrial, 'points' | 'leftOut'>;
type Limits = { readonly alpha: number; readonly futility: number };

function chart({ points, leftOut }: Judged, limits: Limits, verdict: string): TrialChart {
  const last = points.at(-1);
  return {
    units: last?.units ?? 0,
    effect: last?.effect ?? 0,
    low: last?.low ?? 0,
    high: last?.high ?? 0,
    threshold: 1 / limits.alpha,
    futility: limits.futility > 0 ? 1 / limits.futility : 1e300,
    points: points.map((point) => ({ ...point, e: finite(point.e), futilityE: finite(point.futilityE) })),
    ...(leftOut && { leftOut }),
    verdict,
  };
}

const shadowChart = (trial: ShadowTrial, limits: Limits, rollout: Rollout): TrialChart => ({
  ...chart(trial, limits, rollout.state === 'shadow' ? 'running' : rollout.trials['live'] ? 'better in the shadow' : rollout.why),
  bound: 0,
});

function liveChart(trial: LiveTrial, limits: Limits & { readonly margin: number }, rollout: Rollout): LiveTrialChart {
  return {
    ...chart(trial, limits, rollout.state === 'live' ? 'running' : rollout.why),
    bound: trial.question === 'superiority' ? 0 : -limits.margin,
    shares: trial.shares,
    guardrails: trial.guardrails.map((rail) => ({
      name: rail.name,
      threshold: 1 / ((rail.test as unknown as { design: { alpha: JsonValue } }).design.alpha as number),
      points: rail.points.map((point) => ({ at: point.at, e: finite(point.e) })),
    })),
  };
}

const finite = (e: number): number => Math.min(e, 1e300);
