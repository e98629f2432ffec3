import { describe, expect, it } from 'vitest';
import { ENDLESS } from '../../../bench/detection/nominal-tables.ts';
import { seededRandom } from '../../kernel/index.ts';
import { judgePair } from './judge-pair.ts';
import { codeColumn } from './pair-codes.ts';
import { testMore } from './test-marked.ts';
import { fitYardstick } from './yardstick.ts';

const LEVEL = 0.01;
const FEATURES = 6;

/** Of clean batches, five a reference: how many tests of pairs have a p of at most `LEVEL`, how many may, and how many would if the reference's own rate were taken for the true one. */
function simulate(name: string, { rows, referenceRows, references }: { readonly rows: number; readonly referenceRows: number; readonly references: number }) {
  const table = ENDLESS.find((one) => one.name === 'texts')!;
  const random = seededRandom(`pairs ${name}`);
  let [hits, may, naive] = [0, 0, 0];
  for (let i = 0; i < references; i++) {
    const yardstick = fitYardstick(table.draw(random, { rows: referenceRows, features: FEATURES }));
    const names = yardstick.columns.map((column) => column.name);
    for (let k = 0; k < 5; k++) {
      const batch = table.draw(random, { rows, features: FEATURES });
      const codes = yardstick.columns.map((column, at) => codeColumn(column, batch.columns[at]!));
      for (const pair of yardstick.pairs) {
        for (const trace of judgePair(pair, names, codes)) {
          hits += Number(trace.p <= LEVEL);
          may += trace.chance(LEVEL);
          const odd = trace.rows().length;
          const usual = { usualHits: Math.round(trace.usual * pair.rows), usualRows: pair.rows };
          if (odd > 0) naive += Number(testMore({ hits: odd, rows: Math.round(odd / trace.effect), ...usual }).p <= LEVEL);
        }
      }
    }
  }
  return { hits, may, naive };
}

describe('combinations of two columns that hardly ever go together', () => {
  it('are too many as often as is said, of columns with many rare values', { timeout: 60_000 }, () => {
    const { hits, may } = simulate('large reference', { rows: 1000, referenceRows: 10_000, references: 40 });
    expect(hits).toBeLessThan(1.3 * may);
    expect(hits).toBeGreaterThan(0.5 * may);
  });

  it('are so too in a batch as large as the reference; the rate of the reference taken for the true one errs more often', { timeout: 60_000 }, () => {
    const { hits, may, naive } = simulate('as large', { rows: 4000, referenceRows: 4000, references: 60 });
    expect(hits).toBeLessThan(1.3 * may);
    expect(hits).toBeGreaterThan(0.5 * may);
    expect(naive).toBeGreaterThan(1.4 * may);
  });
});
