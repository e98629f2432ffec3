import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../kernel/index.ts';
import { clopperPearson } from '../../../stats/index.ts';
import { chanceOfAtLeast } from '../share-test.ts';
import { suggestShares } from './suggest-shares.ts';

const PARTS = 6;
const ROWS = 4000;
const LEVEL = 0.02;

/** Of each part a share of 7 %, more or less, has the value 0, all others differ. */
function delays(share: () => number): { values: Float64Array; partOf: Uint16Array } {
  const values = Float64Array.from({ length: PARTS * ROWS }, (_, i) => 1 + (i % 997));
  const partOf = Uint16Array.from(values, (_, i) => Math.floor(i / ROWS));
  for (let part = 0; part < PARTS; part++) values.fill(0, part * ROWS, part * ROWS + Math.round(share() * ROWS));
  return { values, partOf };
}

describe('the share of the commonest value', () => {
  it('is bounded by how it moves from part to part', () => {
    const random = seededRandom('delays');
    const share = () => 0.07 * Math.exp(0.15 * random.normal());
    const runs = 120;
    let [alarms, byChanceAlone] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const { values, partOf } = delays(share);
      const column = { name: 'delay', kind: 'integer', values } as const;
      const made = suggestShares({ columns: [column], rows: values.length, partOf, parts: PARTS }, column).map((draft) => draft.at(LEVEL));
      const mass = made.flatMap((one) => ('test' in one && one.test.test === 'pointMass' ? [one.test] : []))[0]!;
      const next = Math.round(share() * ROWS);
      if (chanceOfAtLeast(next, ROWS, mass.atMost!) < mass.falseAlarm!) alarms++;
      if (chanceOfAtLeast(next, ROWS, 0.0735) < LEVEL / 2) byChanceAlone++;
    }
    expect(clopperPearson(alarms, runs, 0.01)[0]).toBeLessThanOrEqual(LEVEL);
    expect(clopperPearson(byChanceAlone, runs, 0.01)[0]).toBeGreaterThan(LEVEL);
  });
});
