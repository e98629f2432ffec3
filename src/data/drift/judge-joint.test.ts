import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { DRIFT_DEFAULTS } from './conclude-batch.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { fitYardstick } from './yardstick.ts';

/** Three numbers and a colour; `correlation` is that of the first two. */
function draw(random: Random, rows: number, correlation = 0): Batch {
  const numbers = (make: (row: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, row) => make(row));
  const height = numbers(() => random.normal());
  const width = numbers((row) => correlation * height[row]! + Math.sqrt(1 - correlation ** 2) * random.normal());
  return {
    rows,
    columns: [
      { name: 'height', kind: 'number', values: height },
      { name: 'width', kind: 'number', values: width },
      { name: 'age', kind: 'integer', values: numbers(() => 20 + random.int(50)) },
      { name: 'colour', kind: 'string', values: Array.from({ length: rows }, () => ['red', 'green', 'blue'][Math.floor(3 * random.next() ** 2)]!) },
    ],
  };
}

const jointOf = (yardstick: ReturnType<typeof fitYardstick>, batch: Batch) => traceBatch(yardstick, batch).filter(({ kind }) => kind === 'joint');

describe('the tests of all columns together', () => {
  it('hold their level for samples of any two sizes, where an AUC above 0.55 is caught', () => {
    const random = seededRandom('alike');
    const level = 0.05;
    const below = [0, 0];
    let fixed = 0;
    let [batches, small] = [0, 0];
    for (const [n, m] of [
      [200, 900],
      [200, 300],
      [500, 400],
    ] as const) {
      for (let reference = 0; reference < 20; reference++) {
        const yardstick = fitYardstick(draw(random, m, 0.5));
        for (let batch = 0; batch < 6; batch++) {
          const traces = jointOf(yardstick, draw(random, n, 0.5));
          batches++;
          traces.forEach(({ p }, i) => (below[i]! += Number(p <= level)));
          if (n > 200) continue;
          small++;
          if (traces[0]!.effect > 0.55) fixed++;
        }
      }
    }
    for (const found of below) expect(clopperPearson(found, batches, 0.02)[0]).toBeLessThanOrEqual(level);
    expect(clopperPearson(fixed, small, 0.02)[0]).toBeGreaterThan(DRIFT_DEFAULTS.falseAlarm);
  });

  it('find columns that begin to go together while each is as before, and name them', () => {
    const random = seededRandom('together');
    const yardstick = fitYardstick(draw(random, 4000));
    const { findings } = judgeBatch(yardstick, draw(random, 1000, 0.6));
    expect(findings.map(({ kind, column }) => [kind, column])).toEqual([['joint', '*']]);
    expect(new Set(findings[0]!.among!())).toEqual(new Set(['height', 'width']));
    expect(findings[0]!.rows().length).toBeGreaterThan(10);
  });

  it('tell by the reconstruction when columns go together no longer', () => {
    const random = seededRandom('apart');
    const yardstick = fitYardstick(draw(random, 4000, 0.9));
    const [classifier, reconstruction] = jointOf(yardstick, draw(random, 1000));
    expect(Math.max(classifier!.p, reconstruction!.p)).toBeLessThan(1e-6);
    expect(new Set(reconstruction!.among!())).toEqual(new Set(['height', 'width']));
  });

  it('leave to a column what it shows by itself', () => {
    const random = seededRandom('one column');
    const yardstick = fitYardstick(draw(random, 4000));
    const batch = draw(random, 1000);
    const broken = {
      ...batch,
      columns: [{ name: 'height', kind: 'number' as const, values: (batch.columns[0]!.values as Float64Array).map((value) => value + 1) }, ...batch.columns.slice(1)],
    };
    expect(jointOf(yardstick, broken)[0]!.p).toBeLessThan(1e-6);
    expect(judgeBatch(yardstick, broken).findings.map(({ column }) => column)).toEqual(['height']);
  });

  it('are silent of few rows, and say so', () => {
    const random = seededRandom('few');
    const yardstick = fitYardstick(draw(random, 1000));
    expect(judgeBatch(yardstick, draw(random, 199)).silent.map(({ silent }) => silent)).toEqual(Array(2).fill('a batch needs 200 rows'));
    expect(judgeBatch(yardstick, draw(random, 200)).silent).toEqual([]);
    expect(judgeBatch(fitYardstick(draw(random, 150)), draw(random, 500)).silent[0]!.silent).toMatch(/the reference needs 200 rows/);
    expect(traceBatch(yardstick, draw(random, 0)).length).toBe(traceBatch(yardstick, draw(random, 500)).length);
  });
});
