import type { JsonValue } from '../../kernel/index.ts';
import { requireRange } from '../require-range.ts';
import { statsErrors } from '../stats.errors.ts';
import { type AssignedBlock, type AssignedUnit, forecast, type OutcomeHistory, requireUnit } from './assigned-unit.ts';
import { boundedExp, type Claim, type ClaimState, tryClaim } from './claim.ts';

/** Said by every design, so that no default can be wrong: `lower` for losses, costs and unwanted events, `higher` for conversions and gains. */
export type Better = 'lower' | 'higher';

/** What is to be shown of the challenger. Effects are differences of mean outcome per unit, > 0, on the outcome's scale of 0 to 1. */
export type RandomisationGoal =
  /** It is better. `minimumEffect`: the improvement worth having. */
  | { readonly mode: 'superiority'; readonly minimumEffect: number }
  /** It is worse by less than the margin. */
  | { readonly mode: 'nonInferiority'; readonly margin: number }
  /** A guardrail: it is worse by more than allowed. `minimumEffect`: the further worsening that must not be missed. @default allowed 0 */
  | { readonly mode: 'harm'; readonly allowed?: number; readonly minimumEffect: number };

/** How a challenger is tried on randomised traffic. */
export type RandomisationDesign = RandomisationGoal & {
  readonly better: Better;
  /** Chance of a false claim; divide it by the number of guardrails. @default 0.05 */
  readonly alpha?: number;
  /** Chance of giving up although the effect is there; 0 never gives up. @default 1/7, and 0 for harm */
  readonly futility?: number;
  /** Mean outcome expected before any unit is seen. @default 0.5 */
  readonly priorMean?: number;
};

/** Units and mean outcome of one arm: for display; under a ramp the arms are not comparable, use `createEffectEstimate`. */
export interface ArmReading {
  readonly units: number;
  readonly mean: number;
}

/** Where a trial on randomised traffic stands. */
export interface RandomisationReading {
  readonly n: number;
  readonly treated: ArmReading;
  readonly control: ArmReading;
  /** Evidence for the claim of the mode; 1/alpha decides. */
  readonly eValue: number;
  /** Evidence that the effect is not there; 1/futility decides. */
  readonly futilityEValue: number;
  /** Anytime-valid: 1 / the largest e-value so far. */
  readonly pValue: number;
  /** `futile` ends a superiority or non-inferiority trial; `harmless` is its counterpart for harm. */
  readonly verdict: 'running' | 'superior' | 'nonInferior' | 'harmful' | 'futile' | 'harmless';
  /** Number of units at the verdict; it is final, later units only move the numbers. */
  readonly decidedAt: number | null;
}

type FullDesign = RandomisationDesign & Required<Pick<RandomisationDesign, 'alpha' | 'futility' | 'priorMean'>>;
type Sums = { readonly units: number; readonly outcomes: number };

/** What a trial on randomised traffic remembers: plain JSON. */
export type RandomisationState = {
  readonly kind: 'randomisation';
  readonly design: FullDesign;
  readonly treated: Sums;
  readonly control: Sums;
  readonly scatter: number;
  readonly claim: ClaimState;
};

/** A sequential test on randomised traffic. */
export interface RandomisationTest {
  /**
   * Takes the next unit. Units must come in order of assignment and only once matured: taking labels as they arrive is biased when their
   * delay depends on their value. Throws STATS_OUT_OF_RANGE.
   */
  push(unit: AssignedUnit): void;
  /** Takes a whole block of 0/1 outcomes at once, with bets frozen at its start: as valid as `push`, at the cost of counts. */
  pushBlock(block: AssignedBlock): void;
  reading(): RandomisationReading;
  toState(): RandomisationState;
}

/**
 * Is the challenger better, no worse, or harmful on live traffic? The randomisation e-process: for a unit given the challenger (W = 1) with
 * known probability π, outcome Y and any centre m known beforehand, z = (W - π)(Y - m) has expectation π(1 - π)·effect, whatever the baseline,
 * its drift, the ramp or the bandit that set π, because W is drawn independently of what the unit would have answered either way. Betting on z
 * (Waudby-Smith & Ramdas 2024; Ham, Bojinov, Lindon & Tingley, design-based confidence sequences, 2022) is therefore exact in finite samples:
 * no minimum sample, no balance, any number of looks. The null is that no unit's expected effect, given the past, reaches the claim.
 * @example
 * const trial = createRandomisationTest({ mode: 'nonInferiority', margin: 0.02, better: 'lower' });
 * trial.push({ treated: true, propensity: 0.05, outcome: loss });
 * trial.reading().verdict; // 'running' until 'nonInferior' or 'futile'
 */
export const createRandomisationTest = (design: RandomisationDesign): RandomisationTest =>
  start({ alpha: 0.05, futility: design.mode === 'harm' ? 0 : 1 / 7, priorMean: 0.5, ...design }, undefined);

/** Goes on from `toState()`, to the last bit. Throws STATS_STATE_UNKNOWN for the state of another test. */
export function resumeRandomisationTest(state: JsonValue): RandomisationTest {
  const stored = state as RandomisationState | null;
  if (stored?.kind !== 'randomisation') throw statsErrors.STATE_UNKNOWN({ test: 'a randomisation test', kind: stored?.kind });
  return start(stored.design, stored);
}

const VERDICTS = {
  superiority: { running: 'running', proven: 'superior', refuted: 'futile' },
  nonInferiority: { running: 'running', proven: 'nonInferior', refuted: 'futile' },
  harm: { running: 'running', proven: 'harmful', refuted: 'harmless' },
} as const;

function start(design: FullDesign, from: RandomisationState | undefined): RandomisationTest {
  const { priorMean } = design;
  requireUnit({ propensity: 0.5, centre: priorMean });
  const trial = tryClaim(claimOf(design), from?.claim);
  const sign = signOf(design);
  let treated = from?.treated ?? { units: 0, outcomes: 0 };
  let control = from?.control ?? { units: 0, outcomes: 0 };
  let scatter = from?.scatter ?? 0;

  /** Bets on units that share propensity and centre, settles, and only then learns from them. */
  const settle = (ground: { propensity: number; centre?: number | undefined }, cells: readonly Cell[]): void => {
    const history: OutcomeHistory = { units: treated.units + control.units, outcomes: treated.outcomes + control.outcomes, scatter };
    const expected = forecast(history, priorMean);
    const centre = ground.centre ?? expected.centre;
    const { propensity } = ground;
    let units = history.units;
    for (const cell of cells) {
      units += cell.count;
      scatter += cell.count * (cell.outcome - centre) ** 2;
      const arm = cell.treated ? treated : control;
      const sums = { units: arm.units + cell.count, outcomes: arm.outcomes + cell.count * cell.outcome };
      if (cell.treated) treated = sums;
      else control = sums;
    }
    // Without a draw there is nothing to learn about the effect.
    if (propensity <= 0 || propensity >= 1) return;
    const drawn = cells.map((cell) => ({ value: sign * ((cell.treated ? 1 : 0) - propensity) * (cell.outcome - centre), count: cell.count }));
    const reach = Math.max(propensity, 1 - propensity) * Math.max(centre, 1 - centre);
    trial.settle({ weight: propensity * (1 - propensity), variance: expected.variance, reach }, drawn, units);
  };

  return {
    push(unit) {
      requireUnit(unit);
      settle(unit, [{ treated: unit.treated, outcome: unit.outcome, count: 1 }]);
    },
    pushBlock(block) {
      requireUnit(block);
      settle(
        block,
        (['treated', 'control'] as const).flatMap((arm) => {
          const { units, events } = block[arm];
          requireRange(events >= 0 && events <= units, `events of ${arm}`, { value: events, must: `between 0 and its ${units} units` });
          return [1, 0].map((outcome) => ({ treated: arm === 'treated', outcome, count: outcome === 1 ? events : units - events }));
        }),
      );
    },
    reading() {
      const { peak, verdict, decidedAt } = trial.state;
      return {
        n: treated.units + control.units,
        treated: readArm(treated),
        control: readArm(control),
        eValue: boundedExp(trial.proof),
        futilityEValue: boundedExp(trial.refutation),
        pValue: Math.min(1, Math.exp(-peak)),
        verdict: VERDICTS[design.mode][verdict],
        decidedAt,
      };
    },
    toState: () => ({ kind: 'randomisation', design, treated, control, scatter, claim: trial.state }),
  };
}

type Cell = { readonly treated: boolean; readonly outcome: number; readonly count: number };

const readArm = ({ units, outcomes }: Sums): ArmReading => ({ units, mean: units === 0 ? 0 : outcomes / units });

/** The effect that a mode makes its claim about: improvement, or for harm worsening, as a multiple of challenger minus champion. */
const signOf = ({ mode, better }: RandomisationDesign): 1 | -1 => ((better === 'higher') === (mode !== 'harm') ? 1 : -1);

function claimOf(design: FullDesign): Claim {
  const { alpha, futility } = design;
  switch (design.mode) {
    case 'superiority':
      return { nothing: 0, enough: design.minimumEffect, alpha, futility };
    case 'nonInferiority':
      return { nothing: -design.margin, enough: 0, alpha, futility };
    case 'harm': {
      const { allowed = 0 } = design;
      return { nothing: allowed, enough: allowed + design.minimumEffect, alpha, futility };
    }
  }
}
