import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/stats-sequential.json' with { type: 'json' };
import { isCapstanError, type JsonValue, seededRandom } from '../../kernel/index.ts';
import { forecast } from './assigned-unit.ts';
import { tryClaim } from './claim.ts';
import { createRandomisationTest, type RandomisationDesign, type RandomisationTest, resumeRandomisationTest } from './randomisation-test.ts';

const stored = (trial: RandomisationTest): JsonValue => JSON.parse(JSON.stringify(trial.toState())) as JsonValue;
const share = fc.double({ min: 0, max: 1, noNaN: true });
const designs: RandomisationDesign[] = (['lower', 'higher'] as const).flatMap((better) => [
  { mode: 'superiority', minimumEffect: 0.05, better },
  { mode: 'nonInferiority', margin: 0.1, better },
  { mode: 'harm', allowed: 0.03, minimumEffect: 0.05, better },
]);

/** A trial with some past under a ramp, taken from a seed. */
function withPast(design: RandomisationDesign, seed: number, units: number): RandomisationTest {
  const random = seededRandom(seed);
  const trial = createRandomisationTest(design);
  for (let i = 0; i < units; i++) {
    const propensity = i < units / 2 ? 0.05 : 0.5;
    trial.push({ treated: random.next() < propensity, propensity, outcome: random.next() ** 2 });
  }
  return trial;
}

describe('randomisation test', () => {
  it.each(designs.map((design) => [`${design.mode}, ${design.better} is better`, design] as const))('is a fair bet over the draw at both nulls: %s', (_, design) => {
    // Challenger minus champion at the edge of "nothing" and of "enough".
    const good = design.better === 'higher' ? 1 : -1;
    const [nothing, enough] = { superiority: [0, 0.05 * good], nonInferiority: [-0.1 * good, 0], harm: [-0.03 * good, -0.08 * good] }[design.mode] as [number, number];
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(50),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        share,
        fc.option(share, { nil: undefined }),
        (seed, units, propensity, place, centre) => {
          const trial = withPast(design, seed, units);
          const before = trial.reading();
          const expected = (effect: number, value: 'eValue' | 'futilityEValue'): number => {
            const control = Math.max(0, -effect) + place * (1 - Math.abs(effect));
            const after = (treated: boolean): number => {
              const next = resumeRandomisationTest(stored(trial));
              const outcome = Math.min(1, Math.max(0, treated ? control + effect : control));
              next.push({ treated, propensity, outcome, ...(centre === undefined ? {} : { centre }) });
              return next.reading()[value];
            };
            return propensity * after(true) + (1 - propensity) * after(false);
          };
          expect(Math.abs(expected(nothing, 'eValue') / before.eValue - 1)).toBeLessThan(1e-12);
          expect(Math.abs(expected(enough, 'futilityEValue') / before.futilityEValue - 1)).toBeLessThan(1e-12);
        },
      ),
      { seed: 21, numRuns: 100 },
    );
  });

  it('wealth is the product of its units: the published recursion', () => {
    const prior = 0.25;
    const claim = tryClaim({ nothing: 0, enough: 0.1, alpha: 0.05, futility: 0 }, undefined);
    const first = claim.state.proof[0]!;
    let events = 0;
    for (let i = 0; i < 200; i++) {
      const w = (7 * i) % 3 === 0 ? 1 : 0;
      const y = (37 * i) % 10 < (w === 1 ? 3 : 2) ? 1 : 0;
      const { centre } = forecast({ units: i, outcomes: events, scatter: 0 }, prior);
      claim.settle({ weight: 0.25, variance: centre * (1 - centre), reach: Math.max(centre, 1 - centre) / 2 }, [{ value: (w - 0.5) * (y - centre), count: 1 }], i + 1);
      events += y;
    }
    expect(claim.state.proof[0]! - first).toBeCloseTo(golden.scoreLogE, 12);
  });

  it('a block of counts is the product of its units under bets frozen at its start', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }), (seed, pi, [kB, failB, kA, failA]) => {
        const delta = 0.02;
        const trial = withPast({ mode: 'superiority', minimumEffect: delta, better: 'higher' }, seed, 40);
        const before = trial.toState();
        trial.pushBlock({ propensity: pi, treated: { units: kB! + failB!, events: kB! }, control: { units: kA! + failA!, events: kA! } });
        const after = trial.toState().claim.proof;
        const outcomes = before.treated.outcomes + before.control.outcomes;
        const { centre: m, variance } = forecast({ units: 40, outcomes, scatter: before.scatter }, 0.5);
        [1, 2, 4].forEach((multiple, j) => {
          const l = Math.min((multiple * delta) / variance, 0.9 / (Math.max(pi, 1 - pi) * Math.max(m, 1 - m)));
          let product = 1;
          for (let i = 0; i < kB!; i++) product *= 1 + l * (1 - pi) * (1 - m);
          for (let i = 0; i < failB!; i++) product *= 1 + l * (1 - pi) * (0 - m);
          for (let i = 0; i < kA!; i++) product *= 1 + l * (0 - pi) * (1 - m);
          for (let i = 0; i < failA!; i++) product *= 1 + l * (0 - pi) * (0 - m);
          expect(Math.abs(after[j]! - before.claim.proof[j]! - Math.log(product))).toBeLessThan(1e-10);
        });
      }),
      { seed: 22 },
    );
  });

  it('a block of one unit is that unit', () => {
    const design = { mode: 'harm', allowed: 0.01, minimumEffect: 0.05, better: 'lower' } as const;
    const [unit, block] = [withPast(design, 5, 30), withPast(design, 5, 30)];
    unit.push({ treated: true, propensity: 0.2, outcome: 1 });
    block.pushBlock({ propensity: 0.2, treated: { units: 1, events: 1 }, control: { units: 0, events: 0 } });
    expect(block.reading()).toEqual(unit.reading());
  });

  it('knows which direction is good', () => {
    const run = (design: RandomisationDesign, treatedLoss: number): string => {
      const random = seededRandom('direction');
      const trial = createRandomisationTest(design);
      for (let i = 0; i < 6_000; i++) {
        const treated = random.next() < 0.5;
        trial.push({ treated, propensity: 0.5, outcome: random.next() < (treated ? treatedLoss : 0.3) ? 1 : 0 });
      }
      return trial.reading().verdict;
    };
    // The challenger loses less often.
    expect(run({ mode: 'superiority', minimumEffect: 0.05, better: 'lower' }, 0.2)).toBe('superior');
    expect(run({ mode: 'superiority', minimumEffect: 0.05, better: 'higher' }, 0.2)).toBe('futile');
    expect(run({ mode: 'nonInferiority', margin: 0.05, better: 'lower' }, 0.28)).toBe('nonInferior');
    expect(run({ mode: 'nonInferiority', margin: 0.05, better: 'lower' }, 0.4)).toBe('futile');
    // It loses more often.
    expect(run({ mode: 'harm', minimumEffect: 0.05, better: 'lower' }, 0.4)).toBe('harmful');
    expect(run({ mode: 'harm', minimumEffect: 0.05, better: 'higher' }, 0.4)).toBe('running');
    expect(run({ mode: 'harm', allowed: 0.2, minimumEffect: 0.05, better: 'lower' }, 0.4)).toBe('running');
    expect(run({ mode: 'harm', minimumEffect: 0.05, better: 'lower', futility: 0.1 }, 0.3)).toBe('harmless');
  });

  it('learns nothing about the effect from units that were not drawn', () => {
    const trial = createRandomisationTest({ mode: 'superiority', minimumEffect: 0.1, better: 'lower' });
    for (let i = 0; i < 100; i++) trial.push({ treated: true, propensity: 1, outcome: i % 2 });
    expect(trial.reading()).toMatchObject({ n: 100, eValue: expect.closeTo(1, 12) as number, verdict: 'running', treated: { units: 100, mean: 0.5 } });
  });

  it('goes on from JSON to the last bit', () => {
    const design = { mode: 'superiority', minimumEffect: 0.05, better: 'lower' } as const;
    const whole = withPast(design, 3, 100);
    const resumed = resumeRandomisationTest(stored(withPast(design, 3, 100)));
    for (const trial of [whole, resumed]) for (let i = 0; i < 50; i++) trial.push({ treated: i % 3 === 0, propensity: 1 / 3, outcome: (i % 10) / 10, centre: 0.4 });
    expect(resumed.toState()).toEqual(whole.toState());
    expect(resumed.reading()).toEqual(whole.reading());
  });

  it('refuses what would void the promise', () => {
    const trial = createRandomisationTest({ mode: 'superiority', minimumEffect: 0.1, better: 'lower' });
    const out = expect.toSatisfy((error: unknown) => isCapstanError(error, 'STATS_OUT_OF_RANGE')) as object;
    expect(() => trial.push({ treated: true, propensity: 0.5, outcome: 1.5 })).toThrow(out);
    expect(() => trial.push({ treated: true, propensity: NaN, outcome: 1 })).toThrow(out);
    expect(() => trial.pushBlock({ propensity: 0.5, treated: { units: 1, events: 2 }, control: { units: 0, events: 0 } })).toThrow(out);
    expect(() => createRandomisationTest({ mode: 'nonInferiority', margin: 0, better: 'lower' })).toThrow(out);
    expect(() => resumeRandomisationTest({ kind: 'paired' })).toThrow(/kind paired cannot be resumed as a randomisation test/);
  });
});
