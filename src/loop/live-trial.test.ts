import { describe, expect, it } from 'vitest';
import { CHALLENGER, dayOf, makeUnit } from '../../test/fixtures/make-unit.ts';
import { DAY, type Random, seededRandom } from '../kernel/index.ts';
import type { DecisionCost, Guardrail } from '../scope/index.ts';
import { assignArm, type Unit } from '../serve/index.ts';
import { feedLiveTrial, judgeLiveTrial, type LiveTrial, shareAt, startLiveTrial } from './live-trial.ts';
import type { LoopPolicy } from './policy.ts';
import { resolvePolicy } from './resolve-policy.ts';

const cost: DecisionCost = { act: ['act'], missed: 1, needless: 0.25 };
const guardrails: readonly Guardrail[] = [{ name: 'needless acts', rate: 'needless', allowedIncrease: 0.03 }];
const policyWith = (live: LoopPolicy['live'] = {}, rest: Partial<LoopPolicy> = {}) =>
  resolvePolicy({ retrain: {}, shadow: { minimumEffect: 0.05, futility: 0.1 }, live: { margin: 0.1, maxDays: 10, ...live }, ...rest });
const policy = policyWith();

const start = (question: LiveTrial['question'] = 'nonInferiority', rails = guardrails): LiveTrial => startLiveTrial({ question, policy: policy.live, guardrails: rails, at: 0 });
const feed = (trial: LiveTrial, day: number, units: readonly Unit[], skip = false): LiveTrial =>
  feedLiveTrial(trial, units, { cost, window: dayOf(day), skip, challenger: CHALLENGER, guardrails });

/** How a model decides: its chance of acting on a unit with label 1, and on one with label 0. */
interface Skill {
  readonly finds: number;
  readonly alarms: number;
}
const blind: Skill = { finds: 0, alarms: 0 };
const sharp: Skill = { finds: 0.9, alarms: 0.05 };
const trigger: Skill = { finds: 1, alarms: 0.9 };

let order = 0;
function traffic(count: number, random: Random, world: { readonly share: number; readonly champion: Skill; readonly challenger: Skill }): Unit[] {
  const { share, champion, challenger } = world;
  return Array.from({ length: count }, () => {
    const assigned = assignArm({ release: CHALLENGER, share, salt: 'test' }, `unit-${order++}`);
    const label = random.next() < 0.3 ? 1 : 0;
    const skill = assigned.arm === 'challenger' ? challenger : champion;
    return makeUnit({ order, ...assigned, label, decision: random.next() < (label === 1 ? skill.finds : skill.alarms) ? 'act' : 'leave' });
  });
}

describe('the ramp', () => {
  const ramp = [
    { share: 0.05, days: 2 },
    { share: 0.2, days: 1 },
    { share: 0.5, days: 3 },
  ];
  it.each([
    [0, 0.05],
    [2 - 1e-9, 0.05],
    [2, 0.2],
    [3, 0.5],
    [6, 0.5],
    [600, 0.5],
  ])('after %f days gives the challenger %f', (days, share) => {
    expect(shareAt(ramp, 1_000, 1_000 + days * DAY)).toBe(share);
  });
});

describe('a live trial', () => {
  it('promotes a challenger that is no worse, once every guardrail held', () => {
    const trial = feed(start(), 0, traffic(800, seededRandom('sharp'), { share: 0.5, champion: blind, challenger: sharp }));
    const verdict = judgeLiveTrial(trial, policy, DAY);
    expect(verdict).toMatchObject({
      to: 'promoted',
      why: expect.stringMatching(/^worse by less than 0\.1 on live traffic: 800 units \(\d+ with the challenger\), saves 0\.\d+ a unit/) as string,
    });
    expect((verdict!.evidence as { e: number }).e).toBeGreaterThanOrEqual(20);
  });

  it('waits for a person where the policy gave the promotion to one', () => {
    const trial = feed(start(), 0, traffic(800, seededRandom('sharp'), { share: 0.5, champion: blind, challenger: sharp }));
    expect(judgeLiveTrial(trial, policyWith({}, { approval: 'person' }), DAY)?.to).toBe('waiting');
  });

  it('asks for superiority where the policy wants it shown on live traffic', () => {
    const equal = traffic(1_500, seededRandom('equal'), { share: 0.5, champion: sharp, challenger: sharp });
    expect(judgeLiveTrial(feed(start('nonInferiority'), 0, equal), policy, DAY)?.to).toBe('promoted');
    expect(judgeLiveTrial(feed(start('superiority'), 0, equal), policy, DAY)?.to).not.toBe('promoted');
    const better = traffic(800, seededRandom('better'), { share: 0.5, champion: blind, challenger: sharp });
    expect(judgeLiveTrial(feed(start('superiority'), 0, better), policy, DAY)).toMatchObject({ to: 'promoted', why: expect.stringMatching(/^better on live traffic/) as string });
  });

  it('drops one that is worse by the margin for futility', () => {
    const trial = feed(start('nonInferiority', []), 0, traffic(1_500, seededRandom('blind'), { share: 0.5, champion: sharp, challenger: blind }));
    expect(judgeLiveTrial(trial, policy, DAY)).toMatchObject({ to: 'futile' });
  });

  it('rolls back for a guardrail first, also where the claim itself is proven', () => {
    // It misses nothing, so it is cheaper than a champion that misses all; but it acts on everything.
    const trial = feed(start(), 0, traffic(1_500, seededRandom('trigger'), { share: 0.5, champion: blind, challenger: trigger }));
    expect(judgeLiveTrial({ ...trial, guardrails: [] }, policy, DAY)?.to).toBe('promoted');
    const verdict = judgeLiveTrial(trial, policy, DAY);
    expect(verdict).toMatchObject({
      to: 'rolled_back',
      why: expect.stringMatching(/^the guardrail on needless acts broke: 6\d\.\d % of units against the champion's 0\.0 %/) as string,
    });
    expect(verdict?.evidence).toMatchObject({ guardrail: 'needless acts' });
    expect(trial.guardrails[0]!.points).toHaveLength(1);
  });

  it('rolls back when units get lost on the way to one arm', () => {
    const random = seededRandom('lost');
    const all = traffic(4_000, random, { share: 0.5, champion: sharp, challenger: sharp });
    const lossy = all.filter((unit) => unit.arm === 'champion' || random.next() < 0.6);
    expect(judgeLiveTrial(feed(start('superiority', []), 0, lossy), policy, DAY)).toMatchObject({
      to: 'rolled_back',
      why: expect.stringMatching(/^the arms do not have the shares they should/) as string,
    });
    expect(judgeLiveTrial(feed(start('superiority', []), 0, all), policy, DAY)?.to).not.toBe('rolled_back');
  });

  it.each([0.05, 0.2, 0.3, 0.5])('finds nothing wrong with a sound split at a share of %f', (share) => {
    const trial = feed(start(), 0, traffic(5_000, seededRandom('sound'), { share, champion: sharp, challenger: sharp }));
    expect(trial.ratio.shares).toEqual([1 - share, share]);
    expect(trial.ratio.peak).toBeLessThan(1);
  });

  it('goes on with the guardrails it began with when the project changes them', () => {
    const begun = start('nonInferiority', [...guardrails, { name: 'acts', rate: 'act' }]);
    const trial = feed(begun, 0, traffic(100, seededRandom('rails'), { share: 0.5, champion: sharp, challenger: sharp }));
    expect(trial.guardrails.map((rail) => [rail.name, rail.test.treated.units > 0])).toEqual([
      ['needless acts', true],
      ['acts', false],
    ]);
    expect(feed(start('nonInferiority', []), 0, [makeUnit({ propensity: 0.5 })]).guardrails).toEqual([]);
  });

  it('ends undecided after its days, not before', () => {
    const trial = feed(start(), 0, traffic(20, seededRandom('few'), { share: 0.05, champion: sharp, challenger: sharp }));
    expect(judgeLiveTrial(trial, policy, 10 * DAY - 1)).toBeNull();
    expect(judgeLiveTrial(trial, policy, 10 * DAY)).toMatchObject({ to: 'undecided', why: expect.stringMatching(/^undecided after 10 days on live traffic: 20 units/) as string });
  });

  it('counts units without a label, and leaves out those that were not drawn by lot', () => {
    const drawn = { propensity: 0.5, arm: 'challenger' } as const;
    const units = [
      makeUnit({ ...drawn, label: null }),
      { ...makeUnit({ ...drawn, label: 1 }), decision: null },
      makeUnit({ ...drawn, label: 1 }),
      makeUnit({ propensity: 1, label: 1 }),
    ];
    const trial = feed(start(), 0, units);
    expect(trial).toMatchObject({ units: 1, unlabelled: 2, through: DAY });
    expect(trial.ratio.observed).toEqual([0, 3]);
  });

  it('takes nothing from a quarantined window', () => {
    const units = traffic(300, seededRandom('skip'), { share: 0.5, champion: sharp, challenger: sharp });
    const before = feed(start(), 0, units);
    const after = feed(before, 1, units, true);
    expect(after).toMatchObject({ units: 300, skipped: [dayOf(1)], through: 2 * DAY, test: before.test, effect: before.effect, ratio: before.ratio });
    expect(after.guardrails[0]!.test).toEqual(before.guardrails[0]!.test);
  });

  it('keeps the shares that were in force, for the chart', () => {
    const day = (share: number) => traffic(50, seededRandom(`share ${share}`), { share, champion: sharp, challenger: sharp });
    const trial = [0.05, 0.05, 0.2, 0.5].reduce((fed, share, n) => feed(fed, n, day(share)), start());
    expect(trial.shares).toEqual([
      { at: 0, share: 0.05 },
      { at: 2 * DAY, share: 0.2 },
      { at: 3 * DAY, share: 0.5 },
    ]);
  });

  it('goes on from JSON to the last bit', () => {
    const random = seededRandom('resume');
    const days = [0.05, 0.2, 0.5, 0.5].map((share) => traffic(53, random, { share, champion: sharp, challenger: trigger }));
    const run = (keep: (trial: LiveTrial) => LiveTrial): LiveTrial => days.reduce((trial, units, n) => keep(feed(trial, n, units, n === 2)), start());
    expect(run((trial) => JSON.parse(JSON.stringify(trial)) as LiveTrial)).toEqual(run((trial) => trial));
  });
});
