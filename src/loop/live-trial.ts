import { DAY, type Instant, type JsonValue } from '../kernel/index.ts';
import { costOf, guardedOutcome, type Guardrail } from '../scope/index.ts';
import type { Unit } from '../serve/index.ts';
import {
  type AssignedUnit,
  createEffectEstimate,
  createRandomisationTest,
  createSampleRatioTest,
  type EffectState,
  type RandomisationState,
  resumeEffectEstimate,
  resumeRandomisationTest,
  resumeSampleRatioTest,
  type SampleRatioState,
} from '../stats/index.ts';
import type { ResolvedPolicy } from './resolve-policy.ts';
import type { TrialWindow } from './shadow-trial.ts';
import { beginTrial, labelledUnits, passWindow, type TrialPoint, type TrialProgress } from './trial.ts';
import { decisiveEvidence, decisiveRefutation, sayEvidence, type Verdict } from './verdict.ts';

/** A guardrail under watch. */
export interface GuardrailTrial {
  readonly name: string;
  readonly test: RandomisationState;
  readonly points: readonly { readonly at: Instant; readonly e: number }[];
}

/** A trial on live traffic: units are given to the challenger at random, in shares that grow. */
export interface LiveTrial extends TrialProgress {
  readonly question: 'superiority' | 'nonInferiority';
  readonly test: RandomisationState;
  readonly effect: EffectState;
  readonly ratio: SampleRatioState;
  readonly guardrails: readonly GuardrailTrial[];
  readonly points: readonly TrialPoint[];
  readonly shares: readonly { readonly at: Instant; readonly share: number }[];
}

/** What is to be shown on live traffic. */
export interface LiveQuestion {
  readonly question: LiveTrial['question'];
  readonly policy: ResolvedPolicy['live'];
  readonly guardrails: readonly Guardrail[];
  readonly at: Instant;
}

/** A worsening of a guarded rate beyond what is allowed that must not be missed for long. */
const GUARDED_EFFECT = 0.05;
/** Chance of calling sound traffic mixed up; it stops a trial, so it is small. */
const RATIO_ALPHA = 0.001;

/** Begins a trial on live traffic. Guardrails share the error rate: the chance of one false rollback is alpha. */
export function startLiveTrial({ question, policy, guardrails, at }: LiveQuestion): LiveTrial {
  const { alpha, margin, minimumEffect, futility } = policy;
  const goal = question === 'superiority' ? ({ mode: 'superiority', minimumEffect } as const) : ({ mode: 'nonInferiority', margin } as const);
  return {
    ...beginTrial(at),
    question,
    test: createRandomisationTest({ ...goal, better: 'lower', alpha, futility, priorMean: 0.1 }).toState(),
    effect: createEffectEstimate({ alpha, priorMean: 0.1 }).toState(),
    ratio: createSampleRatioTest({ alpha: RATIO_ALPHA }).toState(),
    guardrails: guardrails.map((guardrail) => ({
      name: guardrail.name,
      test: createRandomisationTest({
        mode: 'harm',
        allowed: guardrail.allowedIncrease ?? 0,
        minimumEffect: GUARDED_EFFECT,
        better: 'lower',
        alpha: alpha / guardrails.length,
      }).toState(),
      points: [],
    })),
    points: [],
    shares: [{ at, share: policy.ramp[0]!.share }],
  };
}

/** The challenger's share so long after the beginning of a trial: each stage of the ramp for its days, the last for good. */
export function shareAt(ramp: ResolvedPolicy['live']['ramp'], since: Instant, at: Instant): number {
  let end = since;
  for (const stage of ramp) {
    end += stage.days * DAY;
    if (at < end) return stage.share;
  }
  return ramp.at(-1)!.share;
}

/** Feeds one matured window, its units in order of assignment. */
export function feedLiveTrial(trial: LiveTrial, units: readonly Unit[], about: TrialWindow & { readonly guardrails: readonly Guardrail[] }): LiveTrial {
  const test = resumeRandomisationTest(trial.test as unknown as JsonValue);
  const effect = resumeEffectEstimate(trial.effect as unknown as JsonValue);
  const ratio = resumeSampleRatioTest(trial.ratio as unknown as JsonValue);
  const guardrails = trial.guardrails.map((rail) => ({
    trial: rail,
    test: resumeRandomisationTest(rail.test as unknown as JsonValue),
    // One that the project has dropped since the trial began is fed no more.
    rate: about.guardrails.find((guardrail) => guardrail.name === rail.name)?.rate,
  }));
  const offered = about.skip ? [] : units.filter(isRandomised);
  const judged = labelledUnits(offered);
  for (const [share, arms] of countArms(offered)) ratio.push({ counts: arms, shares: [1 - share, share] });
  for (const unit of judged) {
    const assigned = { treated: unit.arm === 'challenger', propensity: shareOf(unit) };
    const outcome: AssignedUnit = { ...assigned, outcome: costOf(about.cost, unit, unit.label) };
    test.push(outcome);
    effect.push(outcome);
    for (const { test: guarded, rate } of guardrails) if (rate) guarded.push({ ...assigned, outcome: guardedOutcome(rate, about.cost, { answered: unit, outcome: unit.label }) });
  }
  const at = about.window.to;
  const reading = test.reading();
  const estimate = effect.reading();
  const point: TrialPoint = {
    at,
    units: reading.n,
    e: reading.eValue,
    futilityE: decisiveRefutation(reading, trial.test.design.futility),
    effect: -estimate.effect,
    low: -estimate.interval[1],
    high: -estimate.interval[0],
  };
  const share = offered.length > 0 ? shareOf(offered.at(-1)!) : trial.shares.at(-1)!.share;
  return {
    ...passWindow(trial, { ...about, judged: judged.length, offered: offered.length }),
    question: trial.question,
    test: test.toState(),
    effect: effect.toState(),
    ratio: ratio.toState(),
    guardrails: guardrails.map((rail) => ({ name: rail.trial.name, test: rail.test.toState(), points: [...rail.trial.points, { at, e: decisiveEvidence(rail.test.reading()) }] })),
    points: [...trial.points, point],
    shares: trial.shares.at(-1)!.share === share ? trial.shares : [...trial.shares, { at: about.window.from, share }],
  };
}

/** The probability with which a unit was to be given the challenger; 1 - 0.95 is 0.05 here, so that both arms of a stage meet under one share. */
const shareOf = (unit: Pick<Unit, 'arm' | 'propensity'>): number => (unit.arm === 'challenger' ? unit.propensity : Math.round((1 - unit.propensity) * 1e12) / 1e12);

const isRandomised = (unit: Unit): boolean => shareOf(unit) > 0 && shareOf(unit) < 1;

/** Units of either arm by the share in force when they came. */
function countArms(units: readonly Unit[]): Map<number, [control: number, treated: number]> {
  const counts = new Map<number, [number, number]>();
  for (const unit of units) {
    const share = shareOf(unit);
    const arms = counts.get(share) ?? [0, 0];
    arms[unit.arm === 'challenger' ? 1 : 0]++;
    counts.set(share, arms);
  }
  return counts;
}

/** What the trial says by now; null while it goes on. A guardrail speaks first. */
export function judgeLiveTrial(trial: LiveTrial, policy: ResolvedPolicy, at: Instant): Verdict | null {
  const { alpha, margin, maxDays } = policy.live;
  const reading = resumeRandomisationTest(trial.test as unknown as JsonValue).reading();
  const effect = resumeEffectEstimate(trial.effect as unknown as JsonValue).reading();
  const figures = `${reading.n} units (${reading.treated.units} with the challenger), saves ${(-effect.effect).toFixed(4)} a unit (${(-effect.interval[1]).toFixed(4)} to ${(-effect.interval[0]).toFixed(4)})`;
  const evidence = {
    units: reading.n,
    treated: { ...reading.treated },
    control: { ...reading.control },
    effect: effect.effect,
    interval: effect.interval,
    e: reading.eValue,
    futilityE: reading.futilityEValue,
    p: reading.pValue,
  };
  for (const rail of trial.guardrails) {
    const guarded = resumeRandomisationTest(rail.test as unknown as JsonValue).reading();
    if (guarded.verdict !== 'harmful') continue;
    const rates = { champion: guarded.control.mean, challenger: guarded.treated.mean };
    return {
      to: 'rolled_back',
      why: `the guardrail on ${rail.name} broke: ${percent(rates.challenger)} of units against the champion's ${percent(rates.champion)}, after ${guarded.n} units, ${sayEvidence(guarded, alpha / trial.guardrails.length)}`,
      evidence: { ...evidence, guardrail: rail.name, rates, guardrailE: guarded.eValue },
    };
  }
  const ratio = resumeSampleRatioTest(trial.ratio as unknown as JsonValue).reading();
  if (ratio.verdict === 'mismatch')
    return {
      to: 'rolled_back',
      why: `the arms do not have the shares they should: ${ratio.observed.join(' and ')} units where ${ratio.expected.map(Math.round).join(' and ')} were expected`,
      evidence,
    };
  const passed = reading.verdict === 'superior' || reading.verdict === 'nonInferior';
  const claim = trial.question === 'superiority' ? 'better' : `worse by less than ${margin}`;
  if (passed)
    return {
      to: policy.approval === 'person' ? 'waiting' : 'promoted',
      why: `${claim} on live traffic: ${figures}, ${sayEvidence(reading, alpha)}; every guardrail held`,
      evidence,
    };
  if (reading.verdict === 'futile') return { to: 'futile', why: `not ${claim} on live traffic: ${figures}`, evidence };
  if (at - trial.since >= maxDays * DAY) return { to: 'undecided', why: `undecided after ${maxDays} days on live traffic: ${figures}, ${sayEvidence(reading, alpha)}`, evidence };
  return null;
}

const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`;
