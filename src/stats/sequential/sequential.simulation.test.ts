import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../hypotheses/proportion-intervals.ts';
import { chiSquareSf } from '../special/gamma-sf.ts';
import type { AssignedUnit } from './assigned-unit.ts';
import { createEffectEstimate } from './effect-estimate.ts';
import { createPairedTest } from './paired-test.ts';
import { createRandomisationTest, type RandomisationDesign } from './randomisation-test.ts';
import { createSampleRatioTest } from './sample-ratio-test.ts';

// Statistical promises, tried on seeded worlds. A share of runs passes an upper bound when the exact 99.9 % interval of the share reaches it.

const ALPHA = 0.05;
const RUNS = 240;

/** How many of the runs end so. */
function count(runs: number, ends: (random: Random) => boolean): number {
  let hits = 0;
  for (let run = 0; run < runs; run++) if (ends(seededRandom(`run ${run}`))) hits++;
  return hits;
}
const expectAtMost = (hits: number, runs: number, limit: number): void => expect(clopperPearson(hits, runs, 0.002)[0], `${hits} of ${runs}`).toBeLessThanOrEqual(limit);
const expectAtLeast = (hits: number, runs: number, limit: number): void => expect(hits / runs, `${hits} of ${runs}`).toBeGreaterThanOrEqual(limit);

/** What everybody does: a fixed-sample z-test, looked at again and again. One-sided. Here to be caught. */
function peekingZ(): { push(value: number): void; readonly fired: boolean } {
  let [n, sum, squares] = [0, 0, 0];
  let fired = false;
  return {
    push(value) {
      n++;
      sum += value;
      squares += value * value;
      if (n >= 200 && n % 20 === 0 && sum / Math.sqrt(squares - (sum * sum) / n) > 1.645) fired = true;
    },
    get fired() {
      return fired;
    },
  };
}

/** The same for two pooled arms: rate of the challenger against rate of the champion. */
function peekingTwoArmZ(): { push(unit: AssignedUnit): void; readonly fired: boolean } {
  const units = [0, 0];
  const outcomes = [0, 0];
  let fired = false;
  return {
    push({ treated, outcome }) {
      const arm = treated ? 1 : 0;
      units[arm]!++;
      outcomes[arm]! += outcome;
      const [n0, n1] = units as [number, number];
      if (Math.min(n0, n1) < 100 || (n0 + n1) % 20 !== 0) return;
      const rate = (outcomes[0]! + outcomes[1]!) / (n0 + n1);
      if ((outcomes[1]! / n1 - outcomes[0]! / n0) / Math.sqrt(rate * (1 - rate) * (1 / n0 + 1 / n1)) > 1.645) fired = true;
    },
    get fired() {
      return fired;
    },
  };
}

/** Improvements of cost per unit: usually none, sometimes a needless warning saved (.25), rarely one missed more (1). Their mean is `effect`. */
const improvement = (random: Random, effect = 0): number => {
  const u = random.next();
  return u < 0.01 ? -1 : u < 0.05 + effect * 4 ? 0.25 : 0;
};

describe('paired test', () => {
  it('calls an equal challenger superior in at most alpha of all trials, where a peeking z-test fails', () => {
    let fooled = 0;
    const hits = count(RUNS, (random) => {
      const trial = createPairedTest({ alpha: ALPHA, bound: 1, minimumEffect: 0.005, futility: 0 });
      const z = peekingZ();
      for (let i = 0; i < 5_000; i++) {
        // The world changes half way, the null does not.
        const x = i < 2_500 ? improvement(random) : random.next() < 0.5 ? -0.04 : 0.04;
        trial.push(x);
        z.push(x);
      }
      if (z.fired) fooled++;
      return trial.reading().verdict === 'superior';
    });
    expectAtMost(hits, RUNS, ALPHA);
    expectAtLeast(fooled, RUNS, 0.2);
  });

  it('finds the minimum effect, rarely gives it up, and drops an equal challenger soon', () => {
    const tally = (effect: number) => {
      const verdicts = { superior: 0, futile: 0, running: 0, units: 0 };
      count(RUNS, (random) => {
        const trial = createPairedTest({ alpha: ALPHA, bound: 1, minimumEffect: 0.01 });
        let n = 0;
        while (n < 5_000 && trial.reading().verdict === 'running') for (let i = 0; i < 50; i++, n++) trial.push(improvement(random, effect));
        verdicts[trial.reading().verdict]++;
        verdicts.units += n;
        return true;
      });
      return verdicts;
    };
    const effective = tally(0.01);
    expectAtLeast(effective.superior, RUNS, 0.75);
    expectAtMost(effective.futile, RUNS, 1 / 7);
    const equal = tally(0);
    expectAtMost(equal.superior, RUNS, ALPHA);
    expectAtLeast(equal.futile, RUNS, 0.9);
    expect(equal.units / RUNS).toBeLessThan(1_500);
  });

  it('has an interval that covers the mean at every look', () => {
    const misses = count(RUNS, (random) => {
      const trial = createPairedTest({ alpha: ALPHA, bound: 1, minimumEffect: 0.01 });
      let missed = false;
      for (let i = 1; i <= 2_000; i++) {
        trial.push(improvement(random, 0.03));
        if (i % 10 !== 0) continue;
        const { interval } = trial.reading();
        missed ||= interval[0] > 0.03 || interval[1] < 0.03;
      }
      return missed;
    });
    expectAtMost(misses, RUNS, ALPHA);
  });
});

/** A unit that both models answered, one of them for real. */
interface AnsweredUnit {
  readonly treated: boolean;
  readonly championLoss: number;
  readonly challengerLoss: number;
}

/**
 * Units whose label comes late when it is 1, and two models that are equally good but err on different labels: the champion acts needlessly on
 * label 0, the challenger misses label 1. Whoever counts labels as they arrive sees the champion's mistakes first.
 */
function labelled(random: Random): { inOrder: AnsweredUnit[]; asTheyArrive: AnsweredUnit[] } {
  const inOrder: (AnsweredUnit & { arrives: number })[] = [];
  for (let i = 0; i < 4_000; i++) {
    const label = random.next() < 0.25 ? 1 : 0;
    const championLoss = label === 0 && random.next() < 0.2 ? 1 : 0;
    const challengerLoss = label === 1 && random.next() < 0.6 ? 1 : 0;
    inOrder.push({ treated: random.next() < 0.5, championLoss, challengerLoss, arrives: i + (label === 1 ? 1_500 : 0) });
  }
  return { inOrder, asTheyArrive: inOrder.toSorted((a, b) => a.arrives - b.arrives) };
}

describe('labels whose delay depends on their value', () => {
  const decide: [string, (units: readonly AnsweredUnit[]) => string][] = [
    [
      'live',
      (units) => {
        const trial = createRandomisationTest({ mode: 'superiority', minimumEffect: 0.03, better: 'lower', alpha: ALPHA, futility: 0 });
        for (const { treated, championLoss, challengerLoss } of units) trial.push({ treated, propensity: 0.5, outcome: treated ? challengerLoss : championLoss });
        return trial.reading().verdict;
      },
    ],
    [
      'in shadow',
      (units) => {
        const trial = createPairedTest({ bound: 1, minimumEffect: 0.03, alpha: ALPHA, futility: 0 });
        for (const { championLoss, challengerLoss } of units) trial.push(championLoss - challengerLoss);
        return trial.reading().verdict;
      },
    ],
  ];
  it.each(decide)('%s: do no harm to matured units in order of assignment; taken as they arrive they promote an equal challenger', (_, verdict) => {
    const runs = 100;
    expectAtMost(
      count(runs, (random) => verdict(labelled(random).inOrder) === 'superior'),
      runs,
      ALPHA,
    );
    expectAtLeast(
      count(runs, (random) => verdict(labelled(random).asTheyArrive) === 'superior'),
      runs,
      0.5,
    );
  });
});

/** A ramp 5 % → 20 % → 50 % while the baseline climbs from 5 % to 8 %; the challenger's rate differs by `effect`. */
function ramp(random: Random, units: number, effect = 0): AssignedUnit[] {
  return Array.from({ length: units }, (_, i) => {
    const stage = Math.floor((3 * i) / units);
    const propensity = [0.05, 0.2, 0.5][stage]!;
    const treated = random.next() < propensity;
    const rate = 0.05 + (0.03 * i) / units + (treated ? effect : 0);
    return { treated, propensity, outcome: random.next() < rate ? 1 : 0 };
  });
}

describe('randomisation test under a ramp with a moving baseline', () => {
  const trials: [string, RandomisationDesign, number][] = [
    ['an equal challenger superior', { mode: 'superiority', minimumEffect: 0.02, better: 'higher', alpha: ALPHA, futility: 0, priorMean: 0.05 }, 0],
    ['a challenger at the margin no worse', { mode: 'nonInferiority', margin: 0.03, better: 'lower', alpha: ALPHA, futility: 0, priorMean: 0.05 }, 0.03],
    ['an equal challenger harmful', { mode: 'harm', minimumEffect: 0.03, better: 'lower', alpha: ALPHA, priorMean: 0.05 }, 0],
  ];
  it.each(trials)('calls %s in at most alpha of all trials', (_, design, effect) => {
    const hits = count(RUNS, (random) => {
      const trial = createRandomisationTest(design);
      for (const unit of ramp(random, 4_500, effect)) trial.push(unit);
      return trial.reading().verdict !== 'running';
    });
    expectAtMost(hits, RUNS, ALPHA);
  });

  it('whereas a peeking z-test on pooled arms calls an equal challenger better', () => {
    const fooled = count(RUNS, (random) => {
      const z = peekingTwoArmZ();
      for (const unit of ramp(random, 4_500)) z.push(unit);
      return z.fired;
    });
    expectAtLeast(fooled, RUNS, 0.2);
  });

  it('keeps its promise at a steady 5 %, where few units are treated', () => {
    const hits = count(RUNS, (random) => {
      const trial = createRandomisationTest({ mode: 'harm', minimumEffect: 0.05, better: 'lower', alpha: ALPHA, priorMean: 0.02 });
      for (let i = 0; i < 4_000; i++) trial.push({ treated: random.next() < 0.05, propensity: 0.05, outcome: random.next() < 0.02 ? 1 : 0 });
      return trial.reading().verdict === 'harmful';
    });
    expectAtMost(hits, RUNS, ALPHA);
  });

  it('finds effects that are there, and gives them up no more often than agreed', () => {
    const runs = 150;
    const verdicts = (design: RandomisationDesign, effect: number, units: number): Record<string, number> => {
      const tally: Record<string, number> = {};
      count(runs, (random) => {
        const trial = createRandomisationTest({ priorMean: 0.05, ...design });
        for (const unit of ramp(random, units, effect)) trial.push(unit);
        const { verdict } = trial.reading();
        tally[verdict] = (tally[verdict] ?? 0) + 1;
        return true;
      });
      return tally;
    };
    const superior = verdicts({ mode: 'superiority', minimumEffect: 0.03, better: 'higher' }, 0.03, 9_000);
    expectAtLeast(superior['superior'] ?? 0, runs, 0.7);
    expectAtMost(superior['futile'] ?? 0, runs, 1 / 7);
    const noWorse = verdicts({ mode: 'nonInferiority', margin: 0.03, better: 'lower' }, 0, 9_000);
    expectAtLeast(noWorse['nonInferior'] ?? 0, runs, 0.7);
    expectAtMost(noWorse['futile'] ?? 0, runs, 1 / 7);
    expectAtLeast(verdicts({ mode: 'harm', minimumEffect: 0.03, better: 'lower' }, 0.05, 6_000)['harmful'] ?? 0, runs, 0.9);
  });

  it('has an effect estimate whose interval covers at every look', () => {
    const misses = count(RUNS, (random) => {
      const estimate = createEffectEstimate({ alpha: ALPHA });
      let missed = false;
      ramp(random, 4_500, 0.03).forEach((unit, i) => {
        estimate.push(unit);
        if (i % 20 !== 0) return;
        const { interval } = estimate.reading();
        missed ||= interval[0] > 0.03 || interval[1] < 0.03;
      });
      return missed;
    });
    expectAtMost(misses, RUNS, ALPHA);
  });
});

describe('sample ratio test', () => {
  it('keeps its false alarm rate through a ramp and hundreds of looks, where repeated chi-square does not; a lossy arm is found', () => {
    const runs = 200;
    const split = (random: Random, loss: number) => {
      const test = createSampleRatioTest({ alpha: ALPHA });
      let fooled = false;
      const sums = [0, 0];
      const intended = [0, 0];
      for (let batch = 0; batch < 300; batch++) {
        const share = batch < 100 ? 0.05 : batch < 200 ? 0.2 : 0.5;
        const counts = [0, 0];
        for (let i = 0; i < 50; i++) {
          const arm = random.next() < share ? 1 : 0;
          if (arm === 0 || random.next() >= loss) counts[arm]!++;
        }
        const total = counts[0]! + counts[1]!;
        test.push({ counts, shares: [1 - share, share] });
        [1 - share, share].forEach((part, arm) => {
          sums[arm]! += counts[arm]!;
          intended[arm]! += part * total;
        });
        const chi = sums.reduce((sum, seen, arm) => sum + (seen - intended[arm]!) ** 2 / intended[arm]!, 0);
        if (chiSquareSf(chi, 1) < ALPHA) fooled = true;
      }
      return { mismatch: test.reading().verdict === 'mismatch', fooled };
    };
    let fooled = 0;
    const hits = count(runs, (random) => {
      const result = split(random, 0);
      if (result.fooled) fooled++;
      return result.mismatch;
    });
    expectAtMost(hits, runs, ALPHA);
    expectAtLeast(fooled, runs, 0.2);
    expectAtLeast(
      count(50, (random) => split(random, 0.15).mismatch),
      50,
      0.9,
    );
  });
});
