import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { DistinctSample } from './distinct-sample.ts';
import { FrequentNumbers, FrequentTexts } from './frequent-values.ts';
import { NumberSieve } from './number-sieve.ts';
import { HyperLogLog } from './hyper-log-log.ts';
import { Kll } from './kll.ts';
import { Moments } from './moments.ts';

const random = seededRandom('sketches');
const malformed = expect.objectContaining({ code: 'BYTES_MALFORMED' }) as Error;

/** Whatever is cut off, changed or put behind, is read as a sound sketch or refused with a clear error: nothing else. */
function survivesHostileBytes(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): void {
  for (let i = 0; i < bytes.length; i += 1 + Math.floor(bytes.length / 60)) expect(() => read(bytes.slice(0, i))).toThrow(malformed);
  expect(() => read(Uint8Array.of(...bytes, 0))).toThrow(malformed);
  for (let turn = 0; turn < 300; turn++) {
    const changed = bytes.slice();
    changed[random.int(changed.length)] = random.int(256);
    try {
      read(changed);
    } catch (error) {
      expect(error).toEqual(malformed);
    }
  }
}

const hyperLogLogOf = (values: Iterable<number>): HyperLogLog => {
  const sketch = new HyperLogLog();
  for (const value of values) sketch.addNumber(value);
  return sketch;
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('HyperLogLog', () => {
  it('is within four standard errors of 1.6 % from none to a million, numbers and texts', () => {
    for (const distinct of [0, 1, 10, 100, 1000, 3000, 10_000, 20_000, 100_000, 1_000_000]) {
      const found = hyperLogLogOf(range(0, distinct)).estimate();
      expect(Math.abs(found - distinct)).toBeLessThanOrEqual(Math.max(0.5, 4 * 0.01625 * distinct));
    }
    const texts = new HyperLogLog();
    for (let i = 0; i < 50_000; i++) texts.addText(`unit-${i % 25_000}`);
    expect(Math.abs(texts.estimate() - 25_000)).toBeLessThan(4 * 0.01625 * 25_000);
  });

  it('has the standard error that it states: neither bias nor more spread over 100 streams', () => {
    const distinct = 20_000;
    const errors = range(0, 100).map((stream) => hyperLogLogOf(range(stream * 1e6, stream * 1e6 + distinct)).estimate() / distinct - 1);
    const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
    const sd = Math.sqrt(errors.reduce((a, b) => a + (b - mean) ** 2, 0) / errors.length);
    // 1.04 / √4096 = .01625; of 100 streams the mean varies by .0016, the deviation by 7 %.
    expect(Math.abs(mean)).toBeLessThan(4 * 0.0016);
    expect(sd).toBeGreaterThan(0.012);
    expect(sd).toBeLessThan(0.021);
  });

  it('merges to the same bits in any order, grouping and repetition, and goes through bytes', () => {
    const list = fc.array(fc.double({ noNaN: true }));
    fc.assert(
      fc.property(list, list, list, (a, b, c) => {
        const merged = (...parts: number[][]): string => {
          const whole = new HyperLogLog();
          for (const part of parts) whole.merge(hyperLogLogOf(part));
          return Buffer.from(whole.toBytes()).toString('hex');
        };
        const all = Buffer.from(hyperLogLogOf([...a, ...b, ...c]).toBytes()).toString('hex');
        expect(merged(a, b, c)).toBe(all);
        expect(merged(c, b, a, b)).toBe(all);
      }),
      { seed: 1, numRuns: 30 },
    );
    for (const size of [0, 5, 1200, 100_000]) {
      const sketch = hyperLogLogOf(range(0, size));
      const bytes = sketch.toBytes();
      expect(bytes.length).toBeLessThanOrEqual(3074);
      expect(HyperLogLog.fromBytes(bytes).estimate()).toBe(sketch.estimate());
      survivesHostileBytes(bytes, (changed) => HyperLogLog.fromBytes(changed));
    }
  });
});

describe('Moments', () => {
  const list = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 });
  const of = (values: readonly number[]): Moments => {
    const moments = new Moments();
    for (const value of values) moments.add(value);
    return moments;
  };
  const close = (a: Moments, b: Moments): void => {
    expect([a.finite, a.infinite, a.min, a.max]).toEqual([b.finite, b.infinite, b.min, b.max]);
    expect(Math.abs(a.mean - b.mean)).toBeLessThan(1e-7);
    expect(Math.abs(a.squares - b.squares)).toBeLessThanOrEqual(1e-9 * (1 + b.squares));
  };

  it('merge to the moments of all, in any grouping, one by one or many at once', () => {
    fc.assert(
      fc.property(list, list, list, (a, b, c) => {
        const whole = of([...a, ...b, ...c]);
        const parts = of(a);
        parts.merge(of(b));
        parts.merge(of(c));
        close(parts, whole);
        const many = new Moments();
        expect(many.addAll(Float64Array.from([...a, NaN, ...b, ...c]))).toBe(1);
        close(many, whole);
      }),
      { seed: 2 },
    );
  });

  it('keep their digits when a large constant is added, where a sum of squares loses them all', () => {
    const values = range(0, 10_000).map(() => random.normal());
    const variance = of(values).variance();
    const shifted = values.map((value) => value + 1e9);
    expect(Math.abs(of(shifted).variance() / variance - 1)).toBeLessThan(1e-6);
    const many = new Moments();
    many.addAll(Float64Array.from(shifted));
    expect(Math.abs(many.variance() / variance - 1)).toBeLessThan(1e-6);
    const mean = shifted.reduce((a, b) => a + b, 0) / shifted.length;
    const naive = shifted.reduce((sum, value) => sum + value * value, 0) / shifted.length - mean * mean;
    expect(Math.abs(naive / variance - 1)).toBeGreaterThan(0.5);
  });

  it('count infinities apart, survive sums beyond the largest double, and go through bytes', () => {
    const many = new Moments();
    many.addAll(Float64Array.from([Infinity, -Infinity, 1, 3]));
    expect(many).toMatchObject({ finite: 2, infinite: 2, mean: 2, min: 1, max: 3 });
    const large = new Moments();
    large.addAll(Float64Array.from([1.7e308, 1.7e308]));
    expect(large.mean / 1.7e308).toBeCloseTo(1, 12);
    for (const moments of [many, new Moments(), of([3, 4])]) {
      const bytes = moments.toBytes();
      expect(Moments.fromBytes(bytes)).toEqual(moments);
      survivesHostileBytes(bytes, (changed) => Moments.fromBytes(changed));
    }
  });
});

describe('DistinctSample', () => {
  const of = (values: readonly number[], size = 8): DistinctSample => {
    const sample = new DistinctSample(size);
    for (const value of values) sample.add(value);
    return sample;
  };
  const list = fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.double({ noNaN: true })), { maxLength: 60 });

  it('tells the commonest, of equal ones the least first', () => {
    const sample = of([5, 9, 9, 1, 7, 3, 7, 9, -2], 8);
    expect(sample.commonest(4)).toEqual([
      { value: 9, count: 3 },
      { value: 7, count: 2 },
      { value: -2, count: 1 },
      { value: 1, count: 1 },
    ]);
    expect(sample.commonest(99)).toHaveLength(6);
  });

  it('is the same whatever the order, the sharding and the merging, with exact counts', () => {
    fc.assert(
      fc.property(list, list, list, (a, b, c) => {
        const all = [...a, ...b, ...c];
        const whole = of(all).values();
        expect(of(all.toReversed()).values()).toEqual(whole);
        const merged = of(c);
        const later = of(b);
        later.merge(of(a));
        merged.merge(later);
        expect(merged.values()).toEqual(whole);
        whole.values.forEach((value, i) => expect(whole.counts[i]).toBe(all.filter((other) => other === value).length));
        expect(of(all).isWhole).toBe(new Set(all.map((value) => value + 0)).size <= 8);
      }),
      { seed: 3 },
    );
  });

  it('has the quantiles of the rows, within three standard errors', () => {
    const sample = new DistinctSample();
    const values = range(0, 200_000).map(() => Math.exp(random.normal()));
    for (const value of values) sample.add(value);
    const kept = sample.values().values;
    expect(kept.length).toBe(4096);
    values.sort((a, b) => a - b);
    for (const share of [0.05, 0.25, 0.5, 0.75, 0.95]) {
      const found = values.findIndex((value) => value >= kept[Math.floor(share * kept.length)]!) / values.length;
      expect(Math.abs(found - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / 4096));
    }
  });
});

describe('FrequentNumbers', () => {
  it('sifts what comes at once: short by no more than it says and 1/53, whatever comes between and in whatever order', () => {
    const rows = 40_000;
    const few = (i: number): number => (i % 40 === 0 ? 13.5 : i % 25 === 1 ? -7 : i % 3 === 0 ? Math.floor(random.next() * 900) : random.next());
    const values = range(0, rows).map(few);
    for (const order of [values, values.toSorted((a, b) => a - b)]) {
      const sketch = new FrequentNumbers();
      for (let at = 0; at < rows; at += 3001) sketch.addAll(Float64Array.from(order.slice(at, at + 3001), (value) => value + 0));
      const kept = new Map(sketch.values().map(({ value, count }) => [Number(value), count]));
      expect(sketch.short()).toBeLessThanOrEqual(rows / 53);
      for (const value of [13.5, -7, 5, 333]) {
        const exact = values.filter((other) => other === value).length;
        expect(kept.get(value) ?? 0).toBeLessThanOrEqual(exact);
        expect(kept.get(value) ?? 0).toBeGreaterThanOrEqual(exact - sketch.short());
      }
      expect(kept.has(13.5)).toBe(true);
    }
  });

  it('counts streams side by side as each alone', () => {
    const kinds = [() => random.next(), () => Math.floor(random.next() * 90), () => (random.next() < 0.5 ? 1 : random.next()), () => Math.floor(random.next() * 20)];
    const together = new FrequentNumbers(new NumberSieve(), kinds.length);
    const alone = kinds.map(() => new FrequentNumbers());
    for (const rows of [1, 40, 70, 600, 3000, 30])
      kinds.forEach((kind, stream) => {
        const values = Float64Array.from({ length: rows }, kind);
        together.addAll(values, stream);
        alone[stream]!.addAll(values);
      });
    alone.forEach((sketch, stream) => {
      expect(together.short(stream)).toBe(sketch.short());
      for (const least of [1, 2, 30]) expect(together.values(least, stream)).toEqual(sketch.values(least));
      expect(sketch.values(30)).toEqual(sketch.values().filter(({ count }) => count >= 30));
    });
  });
});

describe('FrequentTexts', () => {
  it('is exact while all are kept, and short by no more than it says after', () => {
    const sketch = new FrequentTexts(50);
    const exact = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const text = `t${Math.floor(Math.exp(random.next() * 6))}`;
      sketch.add(text);
      exact.set(text, (exact.get(text) ?? 0) + 1);
    }
    expect(sketch.short).toBeLessThanOrEqual(20_000 / 51);
    const kept = new Map(sketch.values().map(({ value, count }) => [value, count]));
    for (const [text, count] of exact) {
      expect(kept.get(text) ?? 0).toBeLessThanOrEqual(count);
      expect(kept.get(text) ?? 0).toBeGreaterThanOrEqual(count - sketch.short);
    }
    const few = new FrequentTexts(50);
    for (const text of ['a', 'b', 'a']) few.add(text);
    expect(few.short).toBe(0);
    expect(few.values()).toEqual([
      { value: 'a', count: 2 },
      { value: 'b', count: 1 },
    ]);
  });
});

describe('Kll', () => {
  const of = (values: Iterable<number>, size?: number, seed?: number): Kll => {
    const sketch = new Kll({ ...(size !== undefined && { size }), ...(seed !== undefined && { seed }) });
    for (const value of values) sketch.add(value);
    return sketch;
  };
  /** The largest error of a rank, over all values. */
  const worstRank = (sketch: Kll, sorted: readonly number[]): number => {
    const { values, weights } = sketch.weighted();
    let worst = 0;
    let sum = 0;
    let at = 0;
    for (let i = 0; i < values.length; i++) {
      while (at < sorted.length && sorted[at]! < values[i]!) at++;
      worst = Math.max(worst, Math.abs(sum / sketch.count - at / sorted.length));
      sum += weights[i]!;
    }
    return worst;
  };

  it('is exact until `size` values have come', () => {
    const values = range(0, 200).map(() => random.normal());
    const sketch = of(values);
    const sorted = values.toSorted((a, b) => a - b);
    expect([...sketch.weighted().values]).toEqual(sorted);
    expect(sketch.quantile(0.5)).toBe(sorted[99]);
    expect(sketch.rank(sorted[9]!)).toBe(0.05);
    expect(Number.isNaN(new Kll().quantile(0.5))).toBe(true);
    expect(() => new Kll().add(NaN)).toThrow(expect.objectContaining({ code: 'STATS_OUT_OF_RANGE' }));
  });

  it('takes a value many times at once with the same error', () => {
    const sketch = new Kll();
    const all: number[] = [];
    for (let i = 0; i < 2000; i++) {
      const value = random.normal();
      const times = random.int(40);
      sketch.addTimes(value, times);
      for (let time = 0; time < times; time++) all.push(value);
    }
    expect(sketch.count).toBe(all.length);
    expect(sketch.weighted().weights.reduce((a, b) => a + b, 0)).toBe(all.length);
    all.sort((a, b) => a - b);
    expect(worstRank(sketch, all)).toBeLessThan(0.02);
    expect(Kll.fromBytes(sketch.toBytes()).quantile(0.5)).toBe(sketch.quantile(0.5));
  });

  it('has ranks within the error it states, at once and merged of many parts; a quarter of the size is noticed', () => {
    const n = 20_000;
    const beyond = { whole: 0, merged: 0, small: 0 };
    const streams = 30;
    for (let stream = 0; stream < streams; stream++) {
      // Any order: sorted streams and waves are what a careless coin fails on.
      const values = range(0, n).map((i) => (stream % 3 === 0 ? i : stream % 3 === 1 ? Math.sin(i / 50) + i / n : random.normal()));
      const sorted = values.toSorted((a, b) => a - b);
      const merged = of([], undefined, stream);
      for (let part = 0; part < 20; part++) merged.merge(of(values.slice(part * 1000, part * 1000 + 1000), undefined, stream * 20 + part));
      expect(merged.count).toBe(n);
      const limit = new Kll().rankError;
      // One rank is within the limit 99 times in 100; the worst of all ranks is within 1.25 times it (its error is 1.65 % at 200).
      if (worstRank(of(values, 200, stream), sorted) > 1.25 * limit) beyond.whole++;
      if (worstRank(merged, sorted) > 1.25 * limit) beyond.merged++;
      if (worstRank(of(values, 50, stream), sorted) > 1.25 * limit) beyond.small++;
    }
    // Expected at most 1 in 100; 4 or more of 30 has a chance below 1 in 1,000. A sketch of a quarter of the size must be noticed.
    expect(beyond.whole).toBeLessThan(4);
    expect(beyond.merged).toBeLessThan(4);
    expect(beyond.small).toBeGreaterThan(15);
  });

  it('merges in any grouping to all values, with exact ends, deterministically', () => {
    const list = fc.array(fc.double({ noNaN: true }), { maxLength: 300 });
    fc.assert(
      fc.property(list, list, list, (a, b, c) => {
        const left = of(a, 16);
        left.merge(of(b, 16));
        left.merge(of(c, 16));
        const right = of(b, 16);
        right.merge(of(c, 16));
        const outer = of(a, 16);
        outer.merge(right);
        const all = [...a, ...b, ...c];
        for (const merged of [left, outer]) {
          expect(merged.count).toBe(all.length);
          expect(merged.weighted().weights.reduce((sum, weight) => sum + weight, 0)).toBe(all.length);
          expect([merged.min, merged.max]).toEqual([all.reduce((x, y) => Math.min(x, y), Infinity), all.reduce((x, y) => Math.max(x, y), -Infinity)]);
        }
        expect(of(all, 16).toBytes()).toEqual(of(all, 16).toBytes());
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  it('goes through bytes, goes on from there alike, and stays small', () => {
    for (const values of [[], [1], range(0, 100_000).map(() => random.normal()), range(0, 50_000).map(() => random.int(1000)), [-Infinity, 0, Infinity]]) {
      const sketch = of(values);
      const bytes = sketch.toBytes();
      expect(bytes.length).toBeLessThan(6000);
      const again = Kll.fromBytes(bytes);
      expect(again.weighted()).toEqual(sketch.weighted());
      for (let i = 0; i < 1000; i++) {
        sketch.add(i);
        again.add(i);
      }
      expect(again.count).toBe(sketch.count);
      expect(Kll.fromBytes(again.toBytes()).toBytes()).toEqual(again.toBytes());
      survivesHostileBytes(bytes, (changed) => Kll.fromBytes(changed));
    }
  });
});
