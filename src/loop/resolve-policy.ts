import type { LoopPolicy } from './policy.ts';

/** A policy with every default filled in. */
export interface ResolvedPolicy {
  readonly retrain: { readonly calibrationGap: number; readonly calibrationDays: number; readonly maxAgeDays: number; readonly cooldownDays: number };
  readonly superiority: 'shadow' | 'live';
  readonly shadow: { readonly alpha: number; readonly minimumEffect: number; readonly futility: number; readonly maxDays: number };
  readonly live: {
    readonly ramp: readonly { readonly share: number; readonly days: number }[];
    readonly alpha: number;
    readonly margin: number;
    readonly minimumEffect: number;
    readonly futility: number;
    readonly maxDays: number;
  };
  readonly rulesSkipShadow: boolean;
  readonly approval: 'machine' | 'person';
  readonly championAlias: 'gated' | 'trial' | 'any';
  readonly yardstick: 'first-release' | 'none';
}

const RAMP = [
  { share: 0.05, days: 2 },
  { share: 0.2, days: 2 },
  { share: 0.5, days: 2 },
];

/** Fills in the defaults that `LoopPolicy` documents. */
export function resolvePolicy(policy: LoopPolicy): ResolvedPolicy {
  const { retrain, shadow = {}, live = {} } = policy;
  const minimumEffect = shadow.minimumEffect ?? 0.002;
  const futility = shadow.futility ?? 0.1;
  return {
    retrain: {
      calibrationGap: retrain.calibrationGap ?? 0.05,
      calibrationDays: retrain.calibrationDays ?? 14,
      maxAgeDays: retrain.maxAgeDays ?? 30,
      cooldownDays: retrain.cooldownDays ?? 14,
    },
    superiority: policy.superiority ?? 'shadow',
    shadow: { alpha: shadow.alpha ?? 0.05, minimumEffect, futility, maxDays: shadow.maxDays ?? 28 },
    live: { ramp: live.ramp ?? RAMP, alpha: live.alpha ?? 0.05, margin: live.margin ?? 0.02, minimumEffect, futility, maxDays: live.maxDays ?? 21 },
    rulesSkipShadow: policy.rulesSkipShadow ?? true,
    approval: policy.approval ?? 'machine',
    championAlias: policy.championAlias ?? 'gated',
    yardstick: policy.yardstick ?? 'first-release',
  };
}
