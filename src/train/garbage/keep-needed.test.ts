import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepNeeded } from './keep-needed.ts';

const need = (who: string, needs: string) => ({ who, needs, why: `${who} needs it` });

describe('keepNeeded', () => {
  it('keeps what one that stays needs, by way of others too, and lets a circle of doomed ones go', () => {
    const doomed = new Set(['a', 'b', 'c', 'x', 'y', 'z']);
    const needs = [need('alive', 'a'), need('a', 'b'), need('b', 'a'), need('x', 'y'), need('y', 'x'), need('c', 'z')];
    expect(keepNeeded(doomed, { reasons: new Map([['c', 'a release names it']]), needs })).toEqual(
      new Map([
        ['c', 'a release names it'],
        ['a', 'alive needs it'],
        ['b', 'a needs it'],
        ['z', 'c needs it'],
      ]),
    );
  });

  it('lets go exactly what nothing that stays can reach', () => {
    const things = ['a', 'b', 'c', 'd', 'e'];
    const thing = fc.constantFrom(...things);
    fc.assert(
      fc.property(fc.uniqueArray(thing), fc.array(fc.tuple(thing, thing), { maxLength: 10 }), fc.uniqueArray(thing), (mortal, pairs, reasoned) => {
        const doomed = new Set(mortal);
        const reasons = new Map(reasoned.filter((one) => doomed.has(one)).map((one) => [one, 'told']));
        const kept = keepNeeded(doomed, { reasons, needs: pairs.map(([who, what]) => need(who, what)) });
        const stays = (one: string): boolean => !doomed.has(one) || kept.has(one);
        for (const [who, what] of pairs) if (stays(who)) expect(stays(what)).toBe(true);
        for (const [one, why] of kept) {
          expect(doomed.has(one)).toBe(true);
          expect(why === 'told' || pairs.some(([who, what]) => what === one && stays(who))).toBe(true);
        }
      }),
    );
  });
});
