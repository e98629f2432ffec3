import { requireRange } from '../require-range.ts';

/**
 * A claim about an effect that is tried unit by unit: "it is more than `nothing`", with `enough` (> `nothing`) as the size at which it
 * would be worth having. Two e-processes bet against the two ways of being wrong:
 *
 * - the proof bets against "the effect is at most `nothing`": reaching 1/alpha proves the claim;
 * - the refutation bets against "the effect is at least `enough`": reaching 1/futility ends a trial that is not worth its traffic.
 *
 * Each stays below its limit for ever with at least the stated probability when its null is true (Ville's inequality, 1939), however often one
 * looks and whenever one stops. Bets may depend on the past in any way, never on the unit they are placed on.
 */
export interface Claim {
  readonly nothing: number;
  readonly enough: number;
  /** Chance of proving a false claim. */
  readonly alpha: number;
  /** Chance of refuting an effect of `enough`; 0 never refutes. */
  readonly futility: number;
}

/** Where the two e-processes stand; plain JSON. Logarithms of wealth, one for each bet. */
export type ClaimState = {
  readonly proof: readonly number[];
  readonly refutation: readonly number[];
  /** The highest the proof ever stood, as a logarithm: its inverse is an anytime-valid p-value. */
  readonly peak: number;
  readonly verdict: 'running' | 'proven' | 'refuted';
  /** Number of units at the verdict. */
  readonly decidedAt: number | null;
};

/** What is known of a unit before its value: all that a bet may look at. */
export interface BetGround {
  /** What one unit of effect adds to the expected value (1, or π(1-π) on randomised traffic). */
  readonly weight: number;
  /** Expected squared value per `weight`, from the past alone. */
  readonly variance: number;
  /** No value can be further from 0 than this. */
  readonly reach: number;
}

/**
 * Bets as multiples of Kelly's for an effect of exactly `enough`, and how the starting money is split between them: most on what is expected,
 * the rest on larger effects than expected, which are then found sooner.
 */
const BETS = [1, 2, 4] as const;
const LOG_SHARES = [0.6, 0.25, 0.15].map(Math.log);
/** A single unit may take at most this part of a bet's money. */
const MOST_AT_RISK = 0.9;

/** Values of one kind within a block: how often each came. */
export interface Drawn {
  readonly value: number;
  readonly count: number;
}

/** The running state of a claim. */
export interface ClaimTrial {
  /** Places the bets and settles them with what was drawn on that ground; `n` is the number of units after it. */
  settle(ground: BetGround, drawn: readonly Drawn[], n: number): void;
  readonly state: ClaimState;
  readonly proof: number;
  readonly refutation: number;
}

/** Begins to try a claim, or goes on from a stored state. */
export function tryClaim(claim: Claim, from: ClaimState | undefined): ClaimTrial {
  requireRange(claim.alpha > 0 && claim.alpha < 1, 'alpha', { value: claim.alpha, must: 'between 0 and 1' });
  requireRange(claim.futility >= 0 && claim.futility < 1, 'futility', { value: claim.futility, must: 'between 0 (never) and 1' });
  requireRange(claim.enough > claim.nothing && Number.isFinite(claim.enough - claim.nothing), 'the effect worth having', {
    value: claim.enough,
    must: `more than ${claim.nothing}`,
  });
  const proof = Array.from(from?.proof ?? LOG_SHARES);
  const refutation = Array.from(from?.refutation ?? LOG_SHARES);
  let peak = from?.peak ?? 0;
  let verdict = from?.verdict ?? 'running';
  let decidedAt = from?.decidedAt ?? null;
  const proofLimit = -Math.log(claim.alpha);
  const refutationLimit = -Math.log(claim.futility);

  const settle = ({ weight, variance, reach }: BetGround, drawn: readonly Drawn[], n: number): void => {
    const kelly = (claim.enough - claim.nothing) / variance;
    const mostForProof = MOST_AT_RISK / (reach + weight * Math.abs(claim.nothing));
    const mostForRefutation = MOST_AT_RISK / (reach + weight * Math.abs(claim.enough));
    for (let j = 0; j < BETS.length; j++) {
      const up = Math.min(BETS[j]! * kelly, mostForProof);
      const down = Math.min(BETS[j]! * kelly, mostForRefutation);
      for (const { value, count } of drawn) {
        proof[j]! += count * Math.log1p(up * (value - weight * claim.nothing));
        refutation[j]! += count * Math.log1p(-down * (value - weight * claim.enough));
      }
    }
    // A sum is at most three times its largest member: the exponentials are only needed near a record.
    if (largest(proof) + LOG_BETS > peak) peak = Math.max(peak, logSum(proof));
    if (verdict !== 'running') return;
    if (peak >= proofLimit) verdict = 'proven';
    else if (largest(refutation) + LOG_BETS > refutationLimit && logSum(refutation) >= refutationLimit) verdict = 'refuted';
    else return;
    decidedAt = n;
  };
  return {
    settle,
    get state() {
      return { proof: [...proof], refutation: [...refutation], peak, verdict, decidedAt };
    },
    get proof() {
      return logSum(proof);
    },
    get refutation() {
      return logSum(refutation);
    },
  };
}

const LOG_BETS = Math.log(BETS.length);

/** ln Σ e^x, without overflow. */
function logSum(logs: readonly number[]): number {
  const top = largest(logs);
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - top);
  return top + Math.log(sum);
}

function largest(values: readonly number[]): number {
  let top = -Infinity;
  for (const value of values) if (value > top) top = value;
  return top;
}

/** e^x, at most the largest double: evidence beyond it is still a number, also in JSON. */
export const boundedExp = (x: number): number => Math.min(Number.MAX_VALUE, Math.exp(x));
