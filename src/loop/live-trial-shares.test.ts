import { expect, test } from 'vitest';
import type { Unit } from '../serve/index.ts';
import { feedLiveTrial, judgeLiveTrial, startLiveTrial } from './live-trial.ts';
import { resolvePolicy } from './resolve-policy.ts';

// A champion's propensity of 0.95 made a share of 0.050000000000000044, so that the two arms were counted as two stages and sound traffic was rolled back.
test('both arms of a stage are counted under one share', () => {
  const policy = resolvePolicy({ retrain: {} });
  const cost = { act: ['warn'], missed: 1, needless: 0.25 };
  const units = Array.from({ length: 1600 }, (_, i) => ({
    arm: i % 20 === 0 ? 'challenger' : 'champion',
    propensity: i % 20 === 0 ? 0.05 : 0.95,
    decision: 'warn',
    label: i % 3 === 0 ? 1 : 0,
  })) as unknown as Unit[];
  let trial = startLiveTrial({ question: 'nonInferiority', policy: policy.live, guardrails: [], at: 0 });
  trial = feedLiveTrial(trial, units, { cost, window: { from: 0, to: 86_400_000 }, skip: false, challenger: 'sha256:x', guardrails: [] });
  expect(judgeLiveTrial(trial, policy, 86_400_000)).toBeNull();
  expect(trial.ratio).toMatchObject({ observed: [1520, 80] });
});
