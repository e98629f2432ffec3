import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../kernel/index.ts';
import { clopperPearson, historyThreshold } from '../../../stats/index.ts';
import { limitChange } from './limit-change.ts';

const LEVEL = 0.005;
const VERSIONS = 28;

/** How often the next size exceeds the limit. */
function exceed(draw: (random: Random) => number, limit: (sizes: readonly number[], level: number) => number): { readonly hits: number; readonly runs: number } {
  const random = seededRandom('sizes');
  const runs = 8000;
  let hits = 0;
  for (let run = 0; run < runs; run++) {
    const sizes = Array.from({ length: VERSIONS }, () => draw(random));
    if (draw(random) > limit(sizes, LEVEL)) hits++;
  }
  return { hits, runs };
}

const surely = ({ hits, runs }: { hits: number; runs: number }): number => clopperPearson(hits, runs, 0.001)[0];
const atMost = ({ hits, runs }: { hits: number; runs: number }): number => clopperPearson(hits, runs, 0.001)[1];

const ROWS = 50;
const LAWS: Readonly<Record<string, (random: Random) => number>> = {
  'by chance alone': (random) => Array.from({ length: ROWS }, () => random.next() < 0.2).filter(Boolean).length / ROWS,
  'as the delays of days do, of which a few are stormy': (random) => Math.min(1, 0.05 * Math.exp(0.5 * random.normal())),
  'more wildly': (random) => Math.min(1, 0.01 * Math.exp(random.normal())),
};

describe('the limit of a change', () => {
  it.each(Object.keys(LAWS))('holds as often as it says, and not for being wide, where versions differ %s', (law) => {
    const exceeded = exceed(LAWS[law]!, limitChange);
    expect(surely(exceeded)).toBeLessThanOrEqual(LEVEL);
    expect(atMost(exceeded)).toBeGreaterThan(LEVEL / 4);
  });

  it('would not, where a few differ much more than most, by chance’s scale alone', () => {
    const byChance = (sizes: readonly number[], level: number): number =>
      Math.sin(
        historyThreshold(
          sizes.map((size) => Math.asin(Math.sqrt(size))),
          level,
        ),
      ) ** 2;
    for (const law of Object.values(LAWS).slice(1)) expect(surely(exceed(law, byChance))).toBeGreaterThan(2 * LEVEL);
  });

  it('says nothing of one version, and takes what cannot be measured for as much as can be', () => {
    expect(limitChange([0.1], LEVEL)).toBe(1);
    expect(limitChange([NaN, NaN, NaN], LEVEL)).toBe(1);
  });
});
