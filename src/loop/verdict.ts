import type { JsonValue } from '../kernel/index.ts';
import type { RolloutState } from './rollout.ts';

/** What a trial decides once it can: where its rollout goes, why in words with figures, and what it was decided from. */
export interface Verdict {
  readonly to: RolloutState;
  readonly why: string;
  readonly evidence: JsonValue;
}
