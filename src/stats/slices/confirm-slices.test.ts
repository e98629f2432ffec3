import { expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { confirmSlices } from './confirm-slices.ts';
import { findSlices } from './find-slices.ts';
import type { Slice, SliceTable } from './slice.ts';

const LEVELS = [3, 4, 4, 5, 6];
const ROWS = 2_000;

/** Rows of five columns; where the second is 1 and the third is 2, the model is wrong as often as `planted` says, else in one of ten. */
function makeTable(random: Random, planted: number): SliceTable {
  const features = LEVELS.map((levels) => ({ codes: Int32Array.from({ length: ROWS }, () => random.int(levels)), levels }));
  const rate = (row: number): number => (features[1]!.codes[row] === 1 && features[2]!.codes[row] === 2 ? planted : 0.1);
  return { features, errors: Float64Array.from({ length: ROWS }, (_, row) => Number(random.next() < rate(row))) };
}

/** Losses of a shape that is far from normal. */
const skewed = (random: Random, { features }: SliceTable): SliceTable => ({ features, errors: Float64Array.from({ length: ROWS }, () => Math.exp(1.5 * random.normal())) });

const nameOf = (slice: Slice): string => slice.predicates.map(({ feature, code }) => `${feature}=${code}`).join(' ');

it('finds and confirms a planted slice', () => {
  let found = 0;
  for (let round = 0; round < 100; round++) {
    const random = seededRandom(`planted/${round}`);
    const slices = findSlices(makeTable(random, 0.45));
    const evidence = confirmSlices(makeTable(random, 0.45), slices);
    const at = slices.findIndex((slice) => nameOf(slice) === '1=1 2=2');
    if (evidence[at]?.confirmed) found++;
  }
  expect(found).toBeGreaterThanOrEqual(95);
});

it('confirms a slice where there is none in at most 5 % of searches; testing on the rows of the search does so nearly always', () => {
  const rounds = 300;
  const confirmed = { counts: 0, losses: 0, sameRows: 0 };
  for (let round = 0; round < rounds; round++) {
    const random = seededRandom(`none/${round}`);
    const [searched, heldOut] = [makeTable(random, 0.1), makeTable(random, 0.1)];
    const slices = findSlices(searched);
    const any = (table: SliceTable, list: readonly Slice[]): number => Number(confirmSlices(table, list).some((one) => one.confirmed));
    confirmed.counts += any(heldOut, slices);
    confirmed.sameRows += any(searched, slices);
    if (round < 150) confirmed.losses += any(skewed(random, heldOut), findSlices(skewed(random, searched)));
  }
  // Of a rate of 5 %, 28 of 300 and 17 of 150 are passed once in a thousand times.
  expect(confirmed.counts).toBeLessThanOrEqual(28);
  expect(confirmed.losses).toBeLessThanOrEqual(17);
  expect(confirmed.sameRows).toBeGreaterThan(150);
});

it('says the error with its interval, and needs rows to say anything', () => {
  const codes = Int32Array.from({ length: 200 }, (_, row) => Number(row < 50));
  const errors = Float64Array.from({ length: 200 }, (_, row) => Number(row < 25));
  const [slice, none] = confirmSlices({ features: [{ codes, levels: 3 }], errors }, [{ predicates: [{ feature: 0, code: 1 }] }, { predicates: [{ feature: 0, code: 2 }] }]);
  expect(slice).toMatchObject({ rows: 50, error: 0.5, overall: 0.125, confirmed: true });
  expect(slice!.interval[0]).toBeCloseTo(0.3664, 4);
  expect(none).toMatchObject({ rows: 0, p: 1, confirmed: false });
});
