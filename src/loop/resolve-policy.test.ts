import { expect, it } from 'vitest';
import type { LoopPolicy } from './policy.ts';
import { resolvePolicy } from './resolve-policy.ts';

it('fills in the defaults that the policy documents', () => {
  expect(resolvePolicy({ retrain: {} })).toEqual({
    retrain: { calibrationGap: 0.05, calibrationDays: 14, maxAgeDays: 30, cooldownDays: 14 },
    superiority: 'shadow',
    shadow: { alpha: 0.05, minimumEffect: 0.002, futility: 0.1, maxDays: 28 },
    live: {
      ramp: [
        { share: 0.05, days: 2 },
        { share: 0.2, days: 2 },
        { share: 0.5, days: 2 },
      ],
      alpha: 0.05,
      margin: 0.02,
      minimumEffect: 0.002,
      futility: 0.1,
      maxDays: 21,
    },
    rulesSkipShadow: true,
    approval: 'machine',
    championAlias: 'gated',
    yardstick: 'first-release',
  });
});

it('keeps what the project says, zeros and falsehoods included', () => {
  const policy: LoopPolicy = {
    retrain: { calibrationGap: 0, calibrationDays: 7, maxAgeDays: 3, cooldownDays: 0 },
    superiority: 'live',
    shadow: { alpha: 0.01, minimumEffect: 0.03, futility: 0, maxDays: 5 },
    live: { ramp: [{ share: 1, days: 9 }], alpha: 0.02, margin: 0.1, maxDays: 6 },
    rulesSkipShadow: false,
    approval: 'person',
    championAlias: 'trial',
    yardstick: 'none',
  };
  expect(resolvePolicy(policy)).toEqual({ ...policy, live: { ...policy.live, minimumEffect: 0.03, futility: 0 } });
});
