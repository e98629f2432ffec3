import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { type DecisionCost } from '../../scope/index.ts';
import { ScoreCounter, type Unit } from '../../serve/index.ts';
import { judgingDecisions } from './judge-decisions.ts';
import type { Estimated, ScoredRows } from './judging.ts';

const cost: DecisionCost = { act: ['call'], missed: 1, needless: 0.25 };
const random = seededRandom('counted estimates');

/** Scores that are too sure of themselves; `steps` of them are all there are. */
function draw(n: number, steps: number): { readonly score: number; readonly label: number; readonly decision: string }[] {
  return Array.from({ length: n }, () => {
    const logit = -1 + 1.2 * random.normal();
    const score = Math.round(steps / (1 + Math.exp(-1.5 * logit))) / steps;
    return { score, label: random.next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0, decision: score > 0.4 ? 'call' : 'leave' };
  });
}

async function both(n: number, steps: number): Promise<{ readonly units: Estimated; readonly counted: Estimated; readonly took: readonly number[] }> {
  const known = draw(5_000, steps);
  const rows: ScoredRows = {
    inputs: [],
    features: [],
    scores: Float64Array.from(known, (one) => one.score),
    labels: Float64Array.from(known, (one) => one.label),
    decided: Uint8Array.from(known, (one) => (one.decision === 'call' ? 1 : 0)),
  };
  const learnt = await judgingDecisions(cost).learn(rows, 'test');
  const asked = draw(n, steps);
  const counter = new ScoreCounter();
  for (const { decision, score } of asked) counter.add(decision, score);
  const counts = counter.counts();
  const start = performance.now();
  const units = await learnt.estimate(asked as unknown as Unit[]);
  const between = performance.now();
  const counted = await learnt.estimateCounted!(counts);
  return { units, counted, took: [between - start, performance.now() - between] };
}

describe('estimates from counted scores', () => {
  // A twentieth of the interval, that is a tenth of the sampling error, is what bins may cost; measured: below a hundredth of it at 100,000.
  it.each([
    [2_000, 1e9],
    [2_000, 20],
    [100_000, 1e9],
    [100_000, 500],
  ])('are those from %d units, far within their sampling error, with %d different scores', async (n, steps) => {
    const { units, counted } = await both(n, steps);
    if (units.refusal !== null || counted.refusal !== null) throw new TypeError('nothing was estimated');
    expect(counted.metrics.map((one) => one.metric)).toEqual(units.metrics.map((one) => one.metric));
    counted.metrics.forEach(({ value, interval }, i) => {
      const exact = units.metrics[i]!;
      if (exact.interval === null) return expect(value).toBeCloseTo(exact.value!, 3);
      const width = exact.interval[1] - exact.interval[0];
      expect(Math.abs(value! - exact.value!)).toBeLessThan(width / 20);
      for (const side of [0, 1]) expect(Math.abs(interval![side]! - exact.interval[side]!)).toBeLessThan(width / 20);
    });
  });

  it('refuse what estimates from units refuse', async () => {
    const { units, counted } = await both(50, 1e9);
    expect([units.refusal, counted.refusal]).toEqual(['few_rows', 'few_rows']);
  });
});
