import { describe, expect, it } from 'vitest';
import { CHALLENGER, dayOf, makeUnit } from '../../test/fixtures/make-unit.ts';
import { DAY, type Random, seededRandom } from '../kernel/index.ts';
import type { ErrorCost, Guardrail } from '../scope/index.ts';
import type { Unit } from '../serve/index.ts';
import { clopperPearson, meanInterval } from '../stats/index.ts';
import { feedLiveTrial, judgeLiveTrial, type LiveTrial, startLiveTrial } from './live-trial.ts';
import { resolvePolicy } from './resolve-policy.ts';
import { feedShadowTrial, judgeShadowTrial, type ShadowTrial, startShadowTrial } from './shadow-trial.ts';

// Trials of models that answer numbers. Outcomes have tails that no mean survives (Student's t with two degrees): the cost of an error is bounded, so that the tests hold all the same.

const ALPHA = 0.05;
const RUNS = 80;
const DAYS = 12;
const UNITS = 60;
const cost: ErrorCost = { limit: 20 };
const policy = resolvePolicy({
  retrain: {},
  superiority: 'live',
  shadow: { alpha: ALPHA, minimumEffect: 0.05, futility: 0, maxDays: 99 },
  live: { alpha: ALPHA, ramp: [{ share: 0.5, days: 99 }], maxDays: 99 },
});

const tail = (random: Random): number => random.normal() / Math.sqrt((random.normal() ** 2 + random.normal() ** 2) / 2);

/** Days of units that both models answer: the challenger's answers scatter `scatter` about the mean where the champion's scatter by 8. */
function worldOf(random: Random, { scatter }: { readonly scatter: number }): Unit[][] {
  return Array.from({ length: DAYS }, (_, day) =>
    Array.from({ length: UNITS }, (__, i) => {
      const outcome = 50 + 4 * tail(random);
      const [champion, challenger] = [50 + 8 * random.normal(), 50 + scatter * random.normal()];
      const arm = random.next() < 0.5 ? 'challenger' : 'champion';
      const score = arm === 'challenger' ? challenger : champion;
      return makeUnit({ order: day * UNITS + i, eventAt: day * DAY, arm, propensity: 0.5, label: outcome, score, decision: 'answer', shadow: challenger });
    }),
  );
}

/** In the shadow, the champion answers every unit. */
function inShadow(world: readonly (readonly Unit[])[], random: Random): string {
  let trial: ShadowTrial = startShadowTrial(policy.shadow, { cost, at: 0 });
  for (const [day, units] of world.entries()) {
    const answered = units.map((unit) => ({ ...unit, arm: 'champion' as const, score: 50 + 8 * random.normal() }));
    trial = feedShadowTrial(trial, answered, { cost, window: dayOf(day), skip: false, challenger: CHALLENGER });
    const verdict = judgeShadowTrial(trial, policy.shadow, (day + 1) * DAY);
    if (verdict) return verdict.to;
  }
  return 'running';
}

function onLiveTraffic(world: readonly (readonly Unit[])[], guardrails: readonly Guardrail[] = []): string {
  let trial: LiveTrial = startLiveTrial({ question: 'superiority', policy: policy.live, guardrails, at: 0 });
  for (const [day, units] of world.entries()) {
    trial = JSON.parse(JSON.stringify(feedLiveTrial(trial, units, { cost, window: dayOf(day), skip: false, challenger: CHALLENGER, guardrails }))) as LiveTrial;
    const verdict = judgeLiveTrial(trial, policy, (day + 1) * DAY);
    if (verdict) return verdict.to;
  }
  return 'running';
}

/** As it is often done: the difference of squared errors, and an interval at the end of each day. */
function peekDaily(world: readonly (readonly Unit[])[]): string {
  for (let day = 1; day <= world.length; day++) {
    const units = world.slice(0, day).flat();
    const of = (arm: Unit['arm']) => meanInterval(units.filter((unit) => unit.arm === arm).map((unit) => (unit.score! - unit.label!) ** 2));
    const [a, b] = [of('champion'), of('challenger')];
    if (a.mean - b.mean > 1.645 * Math.hypot(a.standardError, b.standardError)) return 'promoted';
  }
  return 'running';
}

const count = (decide: (run: number) => string, wanted: string): number => Array.from({ length: RUNS }, (_, run) => decide(run)).filter((verdict) => verdict === wanted).length;
const equal = (run: number): Unit[][] => worldOf(seededRandom(`equal ${run}`), { scatter: 8 });
const better = (run: number): Unit[][] => worldOf(seededRandom(`better ${run}`), { scatter: 1 });

describe('a challenger that answers numbers', () => {
  it('and is no better is called better in at most alpha of trials, in the shadow and on live traffic', () => {
    const shadow = count((run) => inShadow(equal(run), seededRandom(`champion ${run}`)), 'live');
    const live = count((run) => onLiveTraffic(equal(run)), 'promoted');
    expect(clopperPearson(shadow, RUNS, 0.002)[0], `${shadow} of ${RUNS}`).toBeLessThanOrEqual(ALPHA);
    expect(clopperPearson(live, RUNS, 0.002)[0], `${live} of ${RUNS}`).toBeLessThanOrEqual(ALPHA);
  });

  it('whereas a test of squared errors that peeks every day calls it better in far more', () => {
    expect(count((run) => peekDaily(equal(run)), 'promoted') / RUNS).toBeGreaterThan(2 * ALPHA);
  });

  it('and is better is found in most', () => {
    expect(count((run) => inShadow(better(run), seededRandom(`champion ${run}`)), 'live') / RUNS).toBeGreaterThan(0.9);
    expect(count((run) => onLiveTraffic(better(run)), 'promoted') / RUNS).toBeGreaterThan(0.8);
  });

  it('and is off by the limit more often is taken back', () => {
    const guardrails: readonly Guardrail[] = [{ name: 'far too much', rate: 'over', allowedIncrease: 0.02 }];
    const far = (run: number): Unit[][] => worldOf(seededRandom(`far ${run}`), { scatter: 25 });
    expect(count((run) => onLiveTraffic(far(run), guardrails), 'rolled_back') / RUNS).toBeGreaterThan(0.9);
    expect(count((run) => onLiveTraffic(equal(run), guardrails), 'rolled_back') / RUNS).toBeLessThanOrEqual(ALPHA);
  });
});
