import { expect, it } from 'vitest';
import { CHALLENGER, dayOf, makeUnit } from '../../test/fixtures/make-unit.ts';
import { DAY, HOUR, type Random, seededRandom } from '../kernel/index.ts';
import { costOf, type DecisionCost, type Guardrail } from '../scope/index.ts';
import { assignArm, type Unit } from '../serve/index.ts';
import { clopperPearson } from '../stats/index.ts';
import { feedLiveTrial, judgeLiveTrial, type LiveTrial, shareAt, startLiveTrial } from './live-trial.ts';
import { resolvePolicy } from './resolve-policy.ts';

// The whole live trial on seeded worlds: the ramp, sticky arms, labels whose delay depends on their value, and the state through JSON every day.

const ALPHA = 0.05;
const MARGIN = 0.05;
const RUNS = 80;
const DAYS = 14;
const UNITS = 100;
const cost: DecisionCost = { act: ['act'], missed: 1, needless: 0.25 };
const guardrails: readonly Guardrail[] = [{ name: 'needless acts', rate: 'needless', allowedIncrease: 0.03 }];
const policy = resolvePolicy({ retrain: {}, shadow: { futility: 0 }, live: { alpha: ALPHA, margin: MARGIN, maxDays: DAYS } });

/**
 * The share of positives falls from .35 to .15 while the trial goes on. The champion misses none of them but acts on a third of the others;
 * the challenger never acts needlessly, and misses so many that it costs `worse` more a unit, on every day. A negative label is known within the
 * hour, a positive one after 18 to 24 hours.
 */
function worldOf(random: Random, worse: number): Unit[][] {
  const salt = String(random.next());
  return Array.from({ length: DAYS }, (_, day) => {
    const rate = 0.35 - (0.2 * day) / (DAYS - 1);
    const missing = (worse + (1 - rate) * cost.needless * 0.3) / rate;
    const share = shareAt(policy.live.ramp, 0, day * DAY);
    return Array.from({ length: UNITS }, (_, i) => {
      const order = day * UNITS + i;
      const eventAt = day * DAY + Math.floor((i * DAY) / UNITS);
      const assigned = assignArm({ release: CHALLENGER, share, salt }, `unit-${order}`);
      const label = random.next() < rate ? 1 : 0;
      const champion = label === 1 || random.next() < 0.3;
      const challenger = label === 1 && random.next() >= missing;
      const acts = assigned.arm === 'challenger' ? challenger : champion;
      const labelAt = eventAt + (label === 1 ? (18 + 6 * random.next()) * HOUR : random.next() * HOUR);
      return makeUnit({ order, eventAt, ...assigned, label, labelAt, decision: acts ? 'act' : 'leave' });
    });
  });
}

/** As the loop does it: a day's units in order of assignment, once their labels have had a day to come. */
function runTrial(world: readonly (readonly Unit[])[]): string {
  let trial: LiveTrial = startLiveTrial({ question: 'nonInferiority', policy: policy.live, guardrails, at: 0 });
  for (let now = 2; now <= DAYS; now++) {
    const window = dayOf(now - 2);
    const matured = world[now - 2]!.map((unit) => (unit.labelAt! <= window.to + DAY ? unit : { ...unit, label: null, labelAt: null }));
    trial = JSON.parse(JSON.stringify(feedLiveTrial(trial, matured, { cost, window, skip: false, challenger: CHALLENGER, guardrails }))) as LiveTrial;
    const verdict = judgeLiveTrial(trial, policy, now * DAY);
    if (verdict) return verdict.to;
  }
  return 'running';
}

/** As it is often done: the two arms pooled, whatever labels are there, and a z-test against the margin at the end of each day. */
function peekDaily(world: readonly (readonly Unit[])[]): string {
  for (let now = 1; now <= DAYS; now++) {
    const arms = { champion: [0, 0, 0], challenger: [0, 0, 0] } as Record<Unit['arm'], [number, number, number]>;
    for (const unit of world.slice(0, now).flat()) {
      if (unit.labelAt! > now * DAY) continue;
      const loss = costOf(cost, { score: unit.score!, decision: unit.decision! }, unit.label!);
      const sums = arms[unit.arm];
      sums[0]++;
      sums[1] += loss;
      sums[2] += loss * loss;
    }
    const [a, b] = [arms.champion, arms.challenger].map(([n, sum, squares]) => ({ n, mean: sum / n, error: (squares / n - (sum / n) ** 2) / n })) as [Arm, Arm];
    if (b.n >= 30 && (MARGIN - (b.mean - a.mean)) / Math.sqrt(a.error + b.error) > 1.645) return 'promoted';
  }
  return 'running';
}
type Arm = { readonly n: number; readonly mean: number; readonly error: number };

const promotions = (worse: number, decide: (world: readonly (readonly Unit[])[]) => string): number =>
  Array.from({ length: RUNS }, (_, run) => decide(worldOf(seededRandom(`world ${run}`), worse))).filter((verdict) => verdict === 'promoted').length;

it('promotes a challenger that is worse by the margin in at most alpha of all trials', () => {
  const promoted = promotions(MARGIN, runTrial);
  expect(clopperPearson(promoted, RUNS, 0.002)[0], `${promoted} of ${RUNS}`).toBeLessThanOrEqual(ALPHA);
});

it('whereas a z-test that peeks at labels as they arrive promotes it in a third of them', () => {
  expect(promotions(MARGIN, peekDaily) / RUNS).toBeGreaterThan(0.33);
});

it('promotes one that is clearly better in most', () => {
  expect(promotions(-0.05, runTrial) / RUNS).toBeGreaterThan(0.8);
});
