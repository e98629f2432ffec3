import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, seededRandom } from '../kernel/index.ts';
import { type DecisionScores, meanOfBin, mergeScores, readScores, ScoreCounter, SHORT_OF_MEAN, writeScores } from './score-bins.ts';

const count = (rows: readonly (readonly [decision: string, score: number])[]): DecisionScores[] => {
  const counter = new ScoreCounter();
  for (const [decision, score] of rows) counter.add(decision, score);
  return counter.counts();
};
const random = seededRandom('score bins');
const chances = Array.from({ length: 20_000 }, (): [string, number] => {
  const score = 1 / (1 + Math.exp(2 - 2 * random.normal()));
  return [score > 0.4 ? 'call' : 'leave', score];
});

describe('scores by decision', () => {
  it('keep the mean of each bin, rows by decision, and few bins: in 4 bytes each', () => {
    const scores = count(chances);
    expect(scores.map(({ decision }) => decision)).toEqual(['call', 'leave']);
    const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
    for (const { decision, bins } of scores) {
      const own = chances.filter(([one]) => one === decision).map(([, score]) => score);
      const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
      expect(rows).toBe(own.length);
      const binned = bins.reduce((sum, bin) => sum + bin.rows * meanOfBin(bin), 0) / rows;
      expect(mean(own) - binned).toBeGreaterThanOrEqual(-1e-12);
      expect(mean(own) - binned).toBeLessThanOrEqual(SHORT_OF_MEAN * mean(own));
    }
    const all = scores.flatMap(({ bins }) => bins);
    expect(all.length).toBeLessThan(1_500);
    const writer = new ByteWriter();
    writeScores(writer, scores);
    expect(writer.finish().length).toBeLessThan(5 * all.length);
    expect(readScores(new ByteReader(writer.finish(), 'scores'))).toEqual(scores);
  });

  it('merge by adding, however they were cut', () => {
    const whole = count(chances);
    const parts = [chances.slice(0, 17), chances.slice(17, 9_000), chances.slice(9_000)].map(count);
    expect(parts.reduce(mergeScores)).toEqual(whole);
    expect(parts.toReversed().reduce(mergeScores)).toEqual(whole);
    expect(mergeScores([], whole)).toEqual(whole);
  });

  it('fit numbers of any range', () => {
    for (const score of [0, -0, 1, 0.5, 1e-12, -3.7, 1e9, -1e300, 123_456.789]) {
      const [{ bins }] = count([['answer', score]]) as [DecisionScores];
      expect(Math.abs(meanOfBin(bins[0]!) - score)).toBeLessThanOrEqual(SHORT_OF_MEAN * Math.abs(score) + 1e-300);
    }
  });
});
