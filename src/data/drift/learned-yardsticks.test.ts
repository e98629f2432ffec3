import { expect, it } from 'vitest';
import { type Digest, digestOf, seededRandom } from '../../kernel/index.ts';
import type { Batch } from './batch.ts';
import { judgeSegments, type SegmentsJudgement } from './judge-segments.ts';
import { judgeRecalled, type LearnedYardsticks, type ReferenceContent } from './learned-yardsticks.ts';
import { decodeYardstick, encodeYardstick } from './yardstick-bytes.ts';

const SHOPS = ['Rome', 'Oslo', 'Lima'];

/** Orders of three shops; `oslo` of their prices, and the share of the first shop. */
function draw(seed: string, rows: number, { rome = 0.4, oslo = 1 } = {}): Batch {
  const random = seededRandom(seed);
  const shops = Array.from({ length: rows }, () => (random.next() < rome ? 0 : 1 + random.int(2)));
  const prices = shops.map((shop) => Math.exp(shop + 0.3 * random.normal()) * (shop === 1 ? oslo : 1));
  const sizes = prices.map((price) => price + random.normal());
  return {
    rows,
    columns: [
      { name: 'shop', kind: 'string', values: shops.map((shop) => SHOPS[shop]!) },
      { name: 'price', kind: 'number', values: Float64Array.from(prices) },
      { name: 'size', kind: 'number', values: Float64Array.from(sizes) },
    ],
  };
}

/** A store of what was learned, as bytes, which counts what it is given. */
function storeOf(): LearnedYardsticks & { kept: number } {
  const bytes = new Map<Digest, Uint8Array>();
  const store = {
    kept: 0,
    get: (name: Digest) => bytes.get(name) && decodeYardstick(bytes.get(name)!),
    set(name: Digest, yardstick: Parameters<typeof encodeYardstick>[0]) {
      store.kept++;
      bytes.set(name, encodeYardstick(yardstick));
    },
  };
  return store;
}

const contentOf = (name: string): ReferenceContent => ({
  tables: [digestOf(name)],
  values: 'typed',
  kinds: new Map([
    ['shop', 'string'],
    ['price', 'number'],
    ['size', 'number'],
  ]),
});
const told = ({ findings, tests, segments }: SegmentsJudgement): unknown => [
  tests,
  segments,
  findings.map(({ kind, column, effect, p, where }) => [kind, column, effect, p, where]),
];

it('learns each segment of a reference once, and says the same of what it knows', async () => {
  const reference = draw('reference', 4_000);
  const learned = storeOf();
  const judge = async (batch: Batch, content = contentOf('reference')): Promise<unknown> => told(await judgeRecalled({ learned, content }, { reference, batch, by: 'shop' }));
  const [calm, broken, moved] = [draw('calm', 1_500), draw('broken', 1_500, { oslo: 3 }), draw('moved', 1_500, { rome: 0.8 })];

  // Another mix has the segments learned, but not the whole: that was left out of for this batch alone.
  expect(await judge(moved)).toEqual(told(judgeSegments(reference, moved, 'shop')));
  expect(learned.kept).toBe(3);
  expect(await judge(calm)).toEqual(told(judgeSegments(reference, calm, 'shop')));
  expect(learned.kept).toBe(4);
  for (const batch of [calm, broken, moved]) expect(await judge(batch)).toEqual(told(judgeSegments(reference, batch, 'shop')));
  expect(JSON.stringify(await judge(broken))).toContain('"Oslo"');
  expect(learned.kept).toBe(4);
  await judge(calm, contentOf('another'));
  expect(learned.kept).toBe(8);
});
