import { describe, expect, it } from 'vitest';
import { CHALLENGER, dayOf, makeUnit, type UnitSketch } from '../../test/fixtures/make-unit.ts';
import { DAY, type Random, seededRandom } from '../kernel/index.ts';
import type { DecisionCost } from '../scope/index.ts';
import type { Unit } from '../serve/index.ts';
import { resolvePolicy } from './resolve-policy.ts';
import { feedShadowTrial, judgeShadowTrial, type ShadowTrial, startShadowTrial } from './shadow-trial.ts';

const cost: DecisionCost = { act: ['act'], missed: 1, needless: 0.25 };
const policy = resolvePolicy({ retrain: {}, shadow: { alpha: 0.05, minimumEffect: 0.02, futility: 0.1, maxDays: 5 } }).shadow;
const start = (): ShadowTrial => startShadowTrial(policy, { cost, at: 0 });
const feed = (trial: ShadowTrial, day: number, units: readonly Unit[], skip = false): ShadowTrial =>
  feedShadowTrial(trial, units, { cost, window: dayOf(day), skip, challenger: CHALLENGER });

/** The champion never acts; the challenger acts on a unit with label 1 with chance `finds`, on the others with chance `alarms`. */
function unitsOf(count: number, random: Random, challenger: { readonly finds: number; readonly alarms: number }): Unit[] {
  return Array.from({ length: count }, (_, order) => {
    const label = random.next() < 0.3 ? 1 : 0;
    const acts = random.next() < (label === 1 ? challenger.finds : challenger.alarms);
    return makeUnit({ order, label, shadow: acts ? 'act' : 'leave' } satisfies UnitSketch);
  });
}

describe('a shadow trial', () => {
  it('takes a better challenger live, with the figures and the evidence', () => {
    const trial = feed(start(), 0, unitsOf(300, seededRandom('better'), { finds: 0.9, alarms: 0.1 }));
    const verdict = judgeShadowTrial(trial, policy, DAY);
    expect(verdict?.to).toBe('live');
    expect(verdict?.why).toMatch(/^better in the shadow: 300 units, saves 0\.\d{4} a unit \(0\.\d{4} to 0\.\d{4}\), e-value \S+ \(20 decides\)$/);
    expect(verdict?.evidence).toMatchObject({ units: 300, effect: trial.points[0]!.effect, unlabelled: 0 });
    expect((verdict!.evidence as { e: number }).e).toBeGreaterThanOrEqual(20);
    expect(trial.points[0]).toMatchObject({ at: DAY, units: 300 });
    expect(trial.points[0]!.low).toBeGreaterThan(0);
  });

  it('drops a worse one for futility', () => {
    const trial = feed(start(), 0, unitsOf(300, seededRandom('worse'), { finds: 0, alarms: 0.5 }));
    expect(judgeShadowTrial(trial, policy, DAY)).toMatchObject({ to: 'futile', why: expect.stringContaining('an improvement of 0.02 would have shown by now') as string });
  });

  it('ends undecided after its days, not before', () => {
    const trial = feed(start(), 0, [makeUnit({ label: 1, shadow: 'act' })]);
    expect(judgeShadowTrial(trial, policy, 5 * DAY - 1)).toBeNull();
    expect(judgeShadowTrial(trial, policy, 5 * DAY)).toMatchObject({ to: 'undecided', why: expect.stringMatching(/^undecided after 5 days in the shadow: 1 units/) as string });
  });

  it('measures the cost that the challenger would have saved, unit by unit', () => {
    const units = [
      makeUnit({ label: 1, decision: 'leave', shadow: 'act' }), // saves a missed one
      makeUnit({ label: 0, decision: 'leave', shadow: 'act' }), // a needless one more
      makeUnit({ label: 1, decision: 'act', shadow: 'leave' }), // misses one
      makeUnit({ label: 0, decision: 'act', shadow: 'leave' }), // saves a needless one
      makeUnit({ label: 1, decision: 'act', shadow: 'act' }),
    ];
    expect(feed(start(), 0, units).points[0]!.effect).toBeCloseTo((1 - 0.25 - 1 + 0.25) / 5, 12);
    expect(feed(start(), 0, units.slice(0, 2)).points[0]!.effect).toBeCloseTo(0.75 / 2, 12);
  });

  it('leaves out, and counts, units without a label, without a decision or without a shadow', () => {
    const units = [
      makeUnit({ label: null, shadow: 'act' }),
      makeUnit({ label: 1 }),
      { ...makeUnit({ label: 1, shadow: 'act' }), decision: null },
      makeUnit({ label: 1, shadow: 'act' }),
    ];
    expect(feed(start(), 0, units)).toMatchObject({ units: 1, unlabelled: 3, through: DAY });
  });

  it('passes over a quarantined window, and says so', () => {
    const good = unitsOf(200, seededRandom('good'), { finds: 0.9, alarms: 0.1 });
    const poisoned = unitsOf(200, seededRandom('poisoned'), { finds: 0, alarms: 1 });
    const trial = feed(feed(start(), 0, good), 1, poisoned, true);
    expect(trial).toMatchObject({ units: 200, unlabelled: 0, skipped: [dayOf(1)], through: 2 * DAY });
    expect(trial.test).toEqual(feed(start(), 0, good).test);
    expect(judgeShadowTrial(trial, policy, 2 * DAY)?.to).toBe('live');
  });

  it('goes on from JSON to the last bit', () => {
    const random = seededRandom('resume');
    const days = Array.from({ length: 4 }, () => unitsOf(37, random, { finds: 0.4, alarms: 0.2 }));
    const run = (keep: (trial: ShadowTrial) => ShadowTrial): ShadowTrial => days.reduce((trial, units, day) => keep(feed(trial, day, units, day === 2)), start());
    expect(run((trial) => JSON.parse(JSON.stringify(trial)) as ShadowTrial)).toEqual(run((trial) => trial));
  });
});
