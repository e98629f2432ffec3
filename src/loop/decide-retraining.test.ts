import { describe, expect, it } from 'vitest';
import { DAY } from '../kernel/index.ts';
import { decideRetraining, type RetrainingFacts } from './decide-retraining.ts';
import { resolvePolicy } from './resolve-policy.ts';

const NOW = Date.UTC(2001, 5, 1);
const policy = resolvePolicy({ retrain: { calibrationGap: 0.05, calibrationDays: 14, maxAgeDays: 30, cooldownDays: 10 } }).retrain;
const quiet: RetrainingFacts = { now: NOW, trainedUntil: NOW - 20 * DAY, calibration: { gap: 0.01, error: 0.004, units: 20_000, scale: 1 }, lastFailedAt: null };

describe('the decision to retrain', () => {
  it.each<[string, Partial<RetrainingFacts>, 'calibration' | 'age' | null]>([
    ['nothing while all is well', {}, null],
    ['for a gap above', { calibration: { gap: 0.06, error: 0.004, units: 20_000, scale: 1 } }, 'calibration'],
    ['for a gap below', { calibration: { gap: -0.06, error: 0.004, units: 20_000, scale: 1 } }, 'calibration'],
    ['not for a gap that the policy allows', { calibration: { gap: 0.05, error: 0.001, units: 20_000, scale: 1 } }, null],
    ['not for a large gap of few units, which chance explains', { calibration: { gap: 0.06, error: 0.0201, units: 300, scale: 1 } }, null],
    ['not for a gap of numbers that is small beside their scale', { calibration: { gap: 1.4, error: 0.1, units: 20_000, scale: 30 } }, null],
    ['for a gap of numbers that is large beside it', { calibration: { gap: -1.6, error: 0.1, units: 20_000, scale: 30 } }, 'calibration'],
    ['not without calibration', { calibration: null }, null],
    ['for age', { trainedUntil: NOW - 30 * DAY - 1 }, 'age'],
    ['not on the last day that the policy allows', { trainedUntil: NOW - 30 * DAY }, null],
    ['for age when nothing is known of calibration', { calibration: null, trainedUntil: NOW - 31 * DAY }, 'age'],
    ['calibration speaks before age', { calibration: { gap: 0.2, error: 0.01, units: 900, scale: 1 }, trainedUntil: NOW - 90 * DAY }, 'calibration'],
    ['never while it cools down', { calibration: { gap: 0.2, error: 0.01, units: 900, scale: 1 }, trainedUntil: NOW - 90 * DAY, lastFailedAt: NOW - 10 * DAY + 1 }, null],
    ['again once it has cooled down', { trainedUntil: NOW - 90 * DAY, lastFailedAt: NOW - 10 * DAY }, 'age'],
  ])('%s', (_, changes, trigger) => {
    expect(decideRetraining(policy, { ...quiet, ...changes })?.trigger ?? null).toBe(trigger);
  });

  it('says why, with the figures and what the policy allows', () => {
    expect(decideRetraining(policy, { ...quiet, calibration: { gap: -0.0612, error: 0.004, units: 21_345, scale: 1 } })?.why).toBe(
      'the mean score was 0.061 below the observed rate over 14 matured days (21345 units); the policy allows 0.05',
    );
    expect(decideRetraining(policy, { ...quiet, trainedUntil: NOW - 42.5 * DAY })?.why).toBe("the champion's training data ends on 2001-04-19, 42 days ago; the policy allows 30");
  });
});
