import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { type DiscreteTest, holmDiscrete, leastOf } from './correct-discrete.ts';
import { holm } from './correct-many.ts';
import { fisherExact } from './fisher-exact.ts';
import { binomialChance, continuousChance, fisherChance, fisherLessChance, precedenceChance } from './null-chance.ts';
import { clopperPearson } from './proportion-intervals.ts';

const table = fc.record({ nA: fc.integer({ min: 1, max: 60 }), nB: fc.integer({ min: 1, max: 60 }), share: fc.double({ min: 0, max: 1, noNaN: true }) });

describe('the chance of a p-value', () => {
  it('is, at each p-value that Fisher’s test can give, that p-value, and between two of them the lower', () => {
    fc.assert(
      fc.property(table, ({ nA, nB, share }) => {
        const events = Math.round(share * (nA + nB));
        const chance = fisherChance({ nA, nB, events });
        const less = fisherLessChance({ nA, nB, events });
        for (let kA = Math.max(0, events - nB); kA <= Math.min(nA, events); kA++) {
          const counts = { kA, nA, kB: events - kA, nB };
          const p = fisherExact(counts, 'greater');
          expect(chance(p)).toBeCloseTo(p, 9);
          expect(less(fisherExact(counts, 'less'))).toBeCloseTo(fisherExact(counts, 'less'), 9);
          const next = kA < Math.min(nA, events) ? fisherExact({ ...counts, kA: kA + 1, kB: events - kA - 1 }, 'greater') : 0;
          if (next < p * 0.99) expect(chance(p * 0.995)).toBeCloseTo(next, 9);
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('counts a test from so many events on', () => {
    const [all, some] = [fisherChance({ nA: 10, nB: 90, events: 3 }), fisherChance({ nA: 10, nB: 90, events: 3 }, 3)];
    expect(all(0.1)).toBeCloseTo(fisherExact({ kA: 2, nA: 10, kB: 1, nB: 90 }, 'greater'), 9);
    expect(some(0.1)).toBeCloseTo(fisherExact({ kA: 3, nA: 10, kB: 0, nB: 90 }, 'greater'), 9);
  });

  it('of the precedence test is that of its ranks, by simulation', () => {
    const random = seededRandom('precedence');
    const [nA, nB, beyond, draws] = [20, 50, 2, 4000];
    const chance = precedenceChance({ nA, nB, beyond });
    const ps = Array.from({ length: draws }, () => {
      const [a, b] = [Array.from({ length: nA }, () => random.next()), Array.from({ length: nB }, () => random.next()).sort((x, y) => y - x)];
      return fisherExact({ kA: a.filter((x) => x > b[beyond]!).length, nA, kB: beyond, nB }, 'greater');
    });
    for (const t of [0.5, 0.2, 0.05, 0.01]) {
      const [low, high] = clopperPearson(ps.filter((p) => p <= t).length, draws, 1e-4);
      expect(low <= chance(t) && chance(t) <= high && chance(t) <= t).toBe(true);
    }
    expect(precedenceChance({ nA: 5, nB: 3, beyond: 3 })(0.99)).toBe(0);
  });

  it('never exceeds the level, in small and in large tables', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(1, 50, 10_000), fc.double({ min: -12, max: 0, noNaN: true }), ({ nA, nB, share }, factor, log) => {
        const t = 10 ** log;
        const [n, m] = [nA * factor, nB * factor];
        const events = Math.round(share * (n + m));
        const chances = [
          fisherChance({ nA: n, nB: m, events }),
          precedenceChance({ nA: n, nB: m, beyond: Math.min(m, events) }),
          binomialChance({ trials: events, chance: n / (n + m) }),
        ];
        for (const chance of chances) expect(chance(t) >= 0 && chance(t) <= t).toBe(true);
      }),
      { seed: 2 },
    );
  });
});

describe('holmDiscrete', () => {
  const tests = fc.array(fc.record({ nA: fc.integer({ min: 1, max: 30 }), nB: fc.integer({ min: 1, max: 30 }), events: fc.nat(8), k: fc.nat(8) }), { minLength: 1, maxLength: 12 });

  it('lies between the raw p-values and Holm’s, which it equals where p may be anything', () => {
    fc.assert(
      fc.property(tests, (some) => {
        const discrete = some.map(({ nA, nB, events: wanted, k }): DiscreteTest => {
          const events = Math.min(wanted, nA + nB);
          const kA = Math.max(events - nB, Math.min(k, nA, events));
          return { p: fisherExact({ kA, nA, kB: events - kA, nB }, 'greater'), chance: fisherChance({ nA, nB, events }) };
        });
        const plain = holm(discrete.map(({ p }) => p));
        holmDiscrete(discrete).forEach((adjusted, i) => expect(adjusted >= discrete[i]!.p - 1e-9 && adjusted <= plain[i]! + 1e-9).toBe(true));
        const asIfContinuous = holmDiscrete(discrete.map(({ p }) => ({ p, chance: continuousChance })));
        asIfContinuous.forEach((adjusted, i) => expect(adjusted).toBeCloseTo(plain[i]!, 9));
      }),
      { seed: 3 },
    );
  });

  // Thirty properties of few of the 40 + 80 rows: the groups are drawn anew, so that all margins stay.
  it('holds the error rate and uses most of it, where Holm uses little; one that rounds its own p away is caught', () => {
    const random = seededRandom('discrete families');
    const [nA, nB, families, alpha] = [40, 80, 1500, 0.1];
    const events = Array.from({ length: 30 }, (_, i) => 1 + (i % 6));
    const chances = events.map((total) => fisherChance({ nA, nB, events: total }));
    const wrong = { discrete: 0, holm: 0, rounded: 0 };
    for (let family = 0; family < families; family++) {
      const found = events.map((total, i): DiscreteTest => {
        let kA = 0;
        for (let drawn = 0; drawn < total; drawn++) if (random.next() < (nA - kA) / (nA + nB - drawn)) kA++;
        return { p: fisherExact({ kA, nA, kB: total - kA, nB }, 'greater'), chance: chances[i]! };
      });
      if (Math.min(...holmDiscrete(found)) <= alpha) wrong.discrete++;
      if (Math.min(...holm(found.map(({ p }) => p))) <= alpha) wrong.holm++;
      if (Math.min(...holmDiscrete(found.map(({ p, chance }) => ({ p, chance: (t) => chance(t * 0.999) })))) <= alpha) wrong.rounded++;
    }
    const [low] = clopperPearson(wrong.discrete, families, 0.02);
    expect(low).toBeLessThanOrEqual(alpha);
    expect(wrong.discrete / families).toBeGreaterThan(0.5 * alpha);
    expect(wrong.holm).toBeLessThan(0.5 * wrong.discrete);
    expect(clopperPearson(wrong.rounded, families, 0.02)[0]).toBeGreaterThan(alpha);
  });

  it('judges the least of several as one test, whose p keeps its level', () => {
    const random = seededRandom('least of several');
    const [nA, nB, draws] = [30, 60, 4000];
    const totals = [1, 2, 3, 4, 5, 40];
    const alternatives = totals.map((events) => ({ chance: fisherChance({ nA, nB, events }) }));
    const ps = Array.from({ length: draws }, () => {
      const each = totals.map((total) => {
        let kA = 0;
        for (let drawn = 0; drawn < total; drawn++) if (random.next() < (nA - kA) / (nA + nB - drawn)) kA++;
        return fisherExact({ kA, nA, kB: total - kA, nB }, 'greater');
      });
      return leastOf(Math.min(...each), alternatives);
    });
    for (const t of [0.3, 0.1, 0.03]) {
      const seen = ps.filter(({ p }) => p <= t).length;
      const most = ps[0]!.chance(t);
      expect(clopperPearson(seen, draws, 0.01)[0]).toBeLessThanOrEqual(most);
      expect(most).toBeLessThanOrEqual(t);
      expect(seen / draws).toBeGreaterThan(0.5 * most);
    }
  });

  it('says nothing of no tests', () => expect(holmDiscrete([])).toEqual([]));
});
