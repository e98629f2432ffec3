import type { JsonValue } from '../../kernel/index.ts';
import { requireRange, requireSameLength } from '../require-range.ts';
import { logGamma } from '../special/log-gamma.ts';
import { statsErrors } from '../stats.errors.ts';
import { boundedExp } from './claim.ts';

/** How the split of traffic is watched. */
export type SampleRatioDesign = {
  /** Chance of calling a right split wrong, however often one looks. @default 0.001 */
  readonly alpha?: number;
  /** Weight of the prior around the intended split, in units: 1,000 sees gross faults soon, 10,000 small ones. @default 1000 */
  readonly concentration?: number;
};

/** Where the check of the split stands. */
export interface SampleRatioReading {
  readonly n: number;
  /** Units per arm: counted, and intended. */
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  /** Evidence against the intended split; 1/alpha decides. */
  readonly eValue: number;
  /** Anytime-valid: 1 / the largest e-value so far. */
  readonly pValue: number;
  readonly verdict: 'running' | 'mismatch';
}

/** What the check remembers: plain JSON. */
export type SampleRatioState = {
  readonly kind: 'sampleRatio';
  readonly design: Required<SampleRatioDesign>;
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  /** Intended shares of the stage that is going on, and units per arm in it. */
  readonly shares: readonly number[];
  readonly counts: readonly number[];
  /** ln of the e-value of the stages that are over, and the highest the whole ever stood. */
  readonly closed: number;
  readonly peak: number;
};

/** A sequential check that units are split as intended. */
export interface SampleRatioTest {
  /** Adds units per arm that were assigned with these shares (which sum to 1). Count units, not requests, in order of assignment. Throws STATS_OUT_OF_RANGE. */
  push(batch: { readonly counts: readonly number[]; readonly shares: readonly number[] }): void;
  reading(): SampleRatioReading;
  toState(): SampleRatioState;
}

/**
 * Is traffic split as intended? Sequential sample ratio mismatch by a Dirichlet-multinomial Bayes factor (Lindon & Malek, NeurIPS 2022,
 * arXiv 2011.03567; reference implementation: optimizely/ssrm). A change of the shares begins a stage with its own factor; the product of
 * the stages' factors stays an e-process, so a ramp is no false alarm. A mismatch means that something loses or misroutes units: trust no
 * result of the trial until it is found.
 * @example
 * const split = createSampleRatioTest();
 * split.push({ counts: [9_480, 520], shares: [0.95, 0.05] });
 * split.reading().verdict; // 'running'
 */
export const createSampleRatioTest = (design: SampleRatioDesign = {}): SampleRatioTest => start({ alpha: 0.001, concentration: 1_000, ...design }, undefined);

/** Goes on from `toState()`, to the last bit. Throws STATS_STATE_UNKNOWN for the state of another test. */
export function resumeSampleRatioTest(state: JsonValue): SampleRatioTest {
  const stored = state as SampleRatioState | null;
  if (stored?.kind !== 'sampleRatio') throw statsErrors.STATE_UNKNOWN({ test: 'a sample ratio test', kind: stored?.kind });
  return start(stored.design, stored);
}

function start(design: Required<SampleRatioDesign>, from: SampleRatioState | undefined): SampleRatioTest {
  const { alpha, concentration } = design;
  requireRange(alpha > 0 && alpha < 1, 'alpha', { value: alpha, must: 'between 0 and 1' });
  requireRange(concentration > 0, 'concentration', { value: concentration, must: 'more than 0' });
  let { observed, expected, shares, counts, closed, peak } = from ?? { observed: [], expected: [], shares: [], counts: [], closed: 0, peak: 0 };
  const factor = (): number => closed + logFactor(counts, shares, concentration);
  return {
    push(batch) {
      requireSameLength(batch.counts, batch.shares, 'counts and shares');
      const intended = batch.shares.reduce((sum, share) => sum + share, 0);
      requireRange(Math.abs(intended - 1) < 1e-9 && batch.shares.every((share) => share >= 0), 'the sum of shares', {
        value: intended,
        must: '1, of shares that are not negative',
      });
      requireRange(
        batch.counts.every((count) => count >= 0),
        'the count of an arm',
        { value: Math.min(...batch.counts), must: 'at least 0' },
      );
      if (observed.length > 0) requireSameLength(batch.counts, observed, 'this batch and the ones before it');
      if (batch.shares.some((share, arm) => share !== shares[arm])) {
        closed = factor();
        shares = [...batch.shares];
        counts = shares.map(() => 0);
      }
      const total = batch.counts.reduce((sum, count) => sum + count, 0);
      counts = counts.map((count, arm) => count + batch.counts[arm]!);
      observed = shares.map((_, arm) => (observed[arm] ?? 0) + batch.counts[arm]!);
      expected = shares.map((share, arm) => (expected[arm] ?? 0) + share * total);
      peak = Math.max(peak, factor());
    },
    reading() {
      return {
        n: observed.reduce((sum, count) => sum + count, 0),
        observed,
        expected,
        eValue: boundedExp(factor()),
        pValue: Math.exp(-peak),
        verdict: peak >= -Math.log(alpha) ? 'mismatch' : 'running',
      };
    },
    toState: () => ({ kind: 'sampleRatio', design, observed, expected, shares, counts, closed, peak }),
  };
}

/** ln of the e-value of what cannot happen; finite, so that it survives JSON. */
const CERTAIN = 1e6;

/** ln [B(α + n) / B(α)] - Σ n_i ln θ_i with α = concentration · θ. An arm with no share adds nothing, unless units were seen in it: then all is wrong. */
function logFactor(counts: readonly number[], shares: readonly number[], concentration: number): number {
  let log = 0;
  let total = 0;
  let intended = 0;
  counts.forEach((count, arm) => {
    const share = shares[arm]!;
    if (share === 0) {
      log += count > 0 ? CERTAIN : 0;
      return;
    }
    const prior = concentration * share;
    log += logGamma(prior + count) - logGamma(prior) - count * Math.log(share);
    total += count;
    intended += prior;
  });
  return total === 0 ? log : log + logGamma(intended) - logGamma(intended + total);
}
