import { seededRandom } from '../../src/kernel/index.ts';
import { judgingDecisions } from '../../src/monitor/performance/judge-decisions.ts';
import type { Unit } from '../../src/serve/index.ts';
import { type DecisionScores, mergeScores, ScoreCounter } from '../../src/serve/score-bins.ts';
import { figure } from '../print-table.ts';
import type { Line, Section } from './section.ts';

const HOURS = 24;
const random = seededRandom('closing');

const draw = (n: number) =>
  Array.from({ length: n }, () => {
    const chance = 1 / (1 + Math.exp(1.5 - 1.2 * random.normal()));
    return { score: chance, label: Number(random.next() < chance), decision: chance > 0.4 ? 'call' : 'leave' };
  });

/** What the estimate of a window takes when it closes, from hourly counts and from its predictions. */
export const closing: Section = {
  name: 'closing',
  title: 'Closing a window',
  about:
    'The scores of a window of 24 hours are merged, and what labels will measure is estimated (CBPE, with the intervals of 25 resampled calibrators), from the hourly counts and, beside it, from the predictions themselves, once they are in memory: reading them comes on top. `apart` is the largest difference between the two, as a part of the interval’s width.',
  async run() {
    const known = draw(10_000);
    const learnt = await judgingDecisions({ act: ['call'], missed: 1, needless: 0.25 }).learn(
      {
        inputs: [],
        features: [],
        scores: Float64Array.from(known, (one) => one.score),
        labels: Float64Array.from(known, (one) => one.label),
        decided: Uint8Array.from(known, (one) => Number(one.decision === 'call')),
      },
      'closing',
    );
    const lines: Line[] = [];
    // The first is for the compiler.
    for (const n of [1_000, 1_000, 10_000, 100_000, 1_000_000]) {
      const units = draw(n);
      const hours = Array.from({ length: HOURS }, (_, hour): DecisionScores[] => {
        const counter = new ScoreCounter();
        for (let i = hour; i < n; i += HOURS) counter.add(units[i]!.decision, units[i]!.score);
        return counter.counts();
      });
      const start = performance.now();
      const counted = await learnt.estimateCounted!(hours.reduce(mergeScores));
      const between = performance.now();
      const exact = await learnt.estimate(units as unknown as Unit[]);
      const end = performance.now();
      if (counted.refusal !== null || exact.refusal !== null) throw new TypeError('nothing was estimated');
      const apart = counted.metrics.map(({ value }, i) => {
        const { value: truth, interval } = exact.metrics[i]!;
        return interval === null ? 0 : Math.abs(value! - truth!) / (interval[1] - interval[0]);
      });
      lines.push({
        what: `${n.toLocaleString('en')} predictions`,
        ours: `${figure(between - start)} ms`,
        cpu: '',
        memory: '',
        peer: `from predictions: ${figure(end - between)} ms; apart: ${figure(100 * Math.max(...apart))} %`,
        goal: '',
        holds: null,
      });
    }
    return lines.slice(1);
  },
};
