import type { JsonValue } from '../kernel/index.ts';
import type { RolloutState } from './rollout.ts';

/** What a trial decides once it can: where its rollout goes, why in words with figures, and what it was decided from. */
export interface Verdict {
  readonly to: RolloutState;
  readonly why: string;
  readonly evidence: JsonValue;
}

/** What a sequential test has to say of its evidence. */
interface EvidenceReading {
  readonly eValue: number;
  readonly futilityEValue: number;
  /** Anytime-valid: 1 / the largest e-value so far. */
  readonly pValue: number;
  readonly verdict: string;
}

/** The e-value that counts: a verdict is taken at the unit at which the limit is reached, so once there is one it is the largest so far. */
export const decisiveEvidence = (reading: EvidenceReading): number => (reading.verdict === 'running' ? reading.eValue : Math.max(reading.eValue, 1 / reading.pValue));

/** The same for giving up: at least the limit once that is the verdict. */
export const decisiveRefutation = (reading: EvidenceReading, futility: number): number =>
  reading.verdict === 'futile' ? Math.max(reading.futilityEValue, 1 / futility) : reading.futilityEValue;

/** The evidence in words: `e-value 23.2 (20 decides)`. */
export const sayEvidence = (reading: EvidenceReading, alpha: number): string => `e-value ${decisiveEvidence(reading).toPrecision(3)} (${Math.round(1 / alpha)} decides)`;
