import { DAY, formatDay, type Instant } from '../kernel/index.ts';
import type { ResolvedPolicy } from './resolve-policy.ts';

/** What the decision to retrain is made from. Instants are event time. */
export interface RetrainingFacts {
  readonly now: Instant;
  /** Where the champion's training data ends. */
  readonly trainedUntil: Instant;
  /** Mean score minus mean label over the last matured days, with its standard error, and by what gaps are large (1 for chances); null when there are too few units. */
  readonly calibration: { readonly gap: number; readonly error: number; readonly units: number; readonly scale: number } | null;
  /** When the last trial ended without a promotion, or the gate refused; null if never. */
  readonly lastFailedAt: Instant | null;
}

/** Why to retrain, or null. */
export interface RetrainingTrigger {
  readonly trigger: 'calibration' | 'age';
  readonly why: string;
}

/** A gap counts only when it is this many standard errors beyond chance, so that a quiet week does not set off a training. */
const CALIBRATION_Z = 3;

/** Decides from the policy alone whether to retrain now: calibration first, then age. */
export function decideRetraining(policy: ResolvedPolicy['retrain'], facts: RetrainingFacts): RetrainingTrigger | null {
  if (facts.lastFailedAt !== null && facts.now - facts.lastFailedAt < policy.cooldownDays * DAY) return null;
  const { calibration } = facts;
  if (calibration && Math.abs(calibration.gap) > policy.calibrationGap * calibration.scale && Math.abs(calibration.gap) > CALIBRATION_Z * calibration.error) {
    const direction = calibration.gap > 0 ? 'above' : 'below';
    return {
      trigger: 'calibration',
      why: `the mean score was ${Math.abs(calibration.gap).toFixed(3)} ${direction} the ${calibration.scale === 1 ? 'observed rate' : 'mean outcome'} over ${policy.calibrationDays} matured days (${calibration.units} units); the policy allows ${policy.calibrationGap * calibration.scale}`,
    };
  }
  const age = (facts.now - facts.trainedUntil) / DAY;
  if (age > policy.maxAgeDays) {
    return { trigger: 'age', why: `the champion's training data ends on ${formatDay(facts.trainedUntil)}, ${Math.floor(age)} days ago; the policy allows ${policy.maxAgeDays}` };
  }
  return null;
}
