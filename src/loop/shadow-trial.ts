import { DAY, type Digest, type Instant, type Interval, type JsonValue } from '../kernel/index.ts';
import { type Cost, costOf, dearest } from '../scope/index.ts';
import type { Unit } from '../serve/index.ts';
import { createPairedTest, type PairedReading, type PairedState, resumePairedTest } from '../stats/index.ts';
import type { ResolvedPolicy } from './resolve-policy.ts';
import { beginTrial, labelledUnits, type LeftOutUnits, passWindow, type TrialPoint, type TrialProgress } from './trial.ts';
import { decisiveEvidence, decisiveRefutation, sayEvidence, type Verdict } from './verdict.ts';

/** A trial in which both models answer every unit and only the champion's answer counts. */
export interface ShadowTrial extends TrialProgress {
  readonly test: PairedState;
  readonly points: readonly TrialPoint[];
}

/** One window's worth of a trial. */
export interface TrialWindow {
  readonly cost: Cost;
  readonly window: Interval;
  /** The window's data is not to be trusted: nothing of it counts. */
  readonly skip: boolean;
  /** What of it does not count, and why. */
  readonly leftOut?: LeftOutUnits | null;
  readonly challenger: Digest;
}

/** Begins a trial for superiority in cost per unit. The dearest mistake bounds what one unit can say. */
export function startShadowTrial(policy: ResolvedPolicy['shadow'], about: { readonly cost: Cost; readonly at: Instant }): ShadowTrial {
  const { alpha, minimumEffect, futility } = policy;
  const bound = dearest(about.cost);
  return { ...beginTrial(about.at), test: createPairedTest({ alpha, bound, minimumEffect, futility }).toState(), points: [] };
}

/** Feeds one matured window, its units in order of assignment. */
export function feedShadowTrial(trial: ShadowTrial, units: readonly Unit[], about: TrialWindow): ShadowTrial {
  const test = resumePairedTest(trial.test as unknown as JsonValue);
  let judged = 0;
  if (!about.skip) {
    for (const unit of labelledUnits(units)) {
      const shadow = unit.shadows.find((one) => one.release === about.challenger);
      if (!shadow) continue;
      test.push(costOf(about.cost, unit, unit.label) - costOf(about.cost, shadow, unit.label));
      judged++;
    }
  }
  const reading = test.reading();
  const [low, high] = reading.interval;
  const point: TrialPoint = {
    at: about.window.to,
    units: reading.n,
    e: decisiveEvidence(reading),
    futilityE: decisiveRefutation(reading, trial.test.design.futility),
    effect: reading.mean,
    low,
    high,
  };
  return { ...passWindow(trial, { ...about, judged, offered: units.length }), test: test.toState(), points: [...trial.points, point] };
}

/** What the trial says by now; null while it goes on. */
export function judgeShadowTrial(trial: ShadowTrial, policy: ResolvedPolicy['shadow'], at: Instant): Verdict | null {
  const reading = resumePairedTest(trial.test as unknown as JsonValue).reading();
  const evidence = { ...evidenceOf(reading), unlabelled: trial.unlabelled };
  const figures = `${reading.n} units, saves ${reading.mean.toFixed(4)} a unit (${reading.interval[0].toFixed(4)} to ${reading.interval[1].toFixed(4)})`;
  if (reading.verdict === 'superior') return { to: 'live', why: `better in the shadow: ${figures}, ${sayEvidence(reading, policy.alpha)}`, evidence };
  if (reading.verdict === 'futile') return { to: 'futile', why: `not worth it: ${figures}; an improvement of ${policy.minimumEffect} would have shown by now`, evidence };
  if (at - trial.since >= policy.maxDays * DAY)
    return { to: 'undecided', why: `undecided after ${policy.maxDays} days in the shadow: ${figures}, ${sayEvidence(reading, policy.alpha)}`, evidence };
  return null;
}

const evidenceOf = (reading: PairedReading) => ({
  units: reading.n,
  effect: reading.mean,
  interval: reading.interval,
  e: reading.eValue,
  futilityE: reading.futilityEValue,
  p: reading.pValue,
  decidedAt: reading.decidedAt,
});
