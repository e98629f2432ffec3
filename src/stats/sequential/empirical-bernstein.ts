import type { Bounds } from '../bounds.ts';

/** What an empirical Bernstein confidence sequence remembers; plain JSON. */
export type BernsteinState = {
  readonly n: number;
  /** Σ λ·value, Σ λ·weight, Σ ψ(λ)·(value - centre)², Σ spread. */
  readonly values: number;
  readonly weights: number;
  readonly slack: number;
  readonly spread: number;
};

/** One observation. `value - centre` must lie in [-1, 1]; weight and centre must be known before the value. */
export interface BernsteinUnit {
  readonly value: number;
  readonly centre: number;
  /** The value's expectation is `weight` times the quantity that is estimated. */
  readonly weight: number;
  /** Squared scatter of this value, from which later bets are sized. */
  readonly spread: number;
}

/** Before the first observation. */
export const NO_OBSERVATIONS: BernsteinState = { n: 0, values: 0, weights: 0, slack: 0, spread: 0 };

/**
 * The predictable-mixture empirical Bernstein confidence sequence of Waudby-Smith & Ramdas (JRSS-B 2024, theorem 2; reference implementation:
 * confseq 70b1ef3, `predmix_empbern_cs`), for a mean that may move: it covers the λ-weighted average of the conditional means at all times at
 * once with probability 1 - alpha, because exp(λ(ξ - E ξ) - ψ(λ) ξ²) is a supermartingale for any predictable λ in [0, 1) and ξ ≥ -1 (Fan et al. 2015).
 */
export function observe(state: BernsteinState, alpha: number, unit: BernsteinUnit): BernsteinState {
  const t = state.n + 1;
  const variance = (0.25 + state.spread) / t;
  const bet = Math.min(0.5, Math.sqrt((2 * Math.log(2 / alpha)) / (variance * t * Math.log1p(t))));
  const psi = -Math.log1p(-bet) - bet;
  return {
    n: t,
    values: state.values + bet * unit.value,
    weights: state.weights + bet * unit.weight,
    slack: state.slack + psi * (unit.value - unit.centre) ** 2,
    spread: state.spread + unit.spread,
  };
}

/** The estimate and its interval so far; nothing is known before the first weight. */
export function bernsteinInterval(state: BernsteinState, alpha: number): { readonly estimate: number; readonly interval: Bounds } {
  if (state.weights <= 0) return { estimate: 0, interval: [-Infinity, Infinity] };
  const estimate = state.values / state.weights;
  const half = (Math.log(2 / alpha) + state.slack) / state.weights;
  return { estimate, interval: [estimate - half, estimate + half] };
}
