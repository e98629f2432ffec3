import { seededRandom } from '../../src/kernel/index.ts';
import { ESTIMATED_METRICS, estimatePerformance, learnScores, measureBinary } from '../../src/stats/index.ts';

const WINDOWS = 200;
const THRESHOLD = 0.4;

/** How often labels lie in the interval that was estimated, by rows of the reference and shift of the traffic. */
export function estimateCoverage(say: (line: string) => void): void {
  say(`| reference rows | traffic moved by | ${ESTIMATED_METRICS.join(' | ')} |`);
  say(`|---|---|${ESTIMATED_METRICS.map(() => '---|').join('')}`);
  for (const rows of [1_000, 5_000])
    for (const shift of [0, 0.5]) {
      const random = seededRandom(`coverage ${rows} ${shift}`);
      const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
      const draw = (n: number, by: number) => {
        const scores = new Float64Array(n);
        const labels = Uint8Array.from({ length: n }, (_, i) => {
          const odds = -1 + by + 1.2 * random.normal();
          scores[i] = sigmoid(1.5 * odds + 0.3);
          return random.next() < sigmoid(odds) ? 1 : 0;
        });
        return { scores, labels, decided: Uint8Array.from(scores, (score) => (score >= THRESHOLD ? 1 : 0)) };
      };
      const held = ESTIMATED_METRICS.map(() => 0);
      let estimates = 0;
      for (let window = 0; window < WINDOWS; window++) {
        const { scores, labels, decided } = draw(1_000, shift);
        const estimate = estimatePerformance(learnScores(draw(rows, 0), random), { scores, decided });
        if (estimate.refusal !== null) continue;
        estimates++;
        const measured = measureBinary(scores, labels, { threshold: THRESHOLD });
        ESTIMATED_METRICS.forEach((metric, m) => {
          const [low, high] = estimate.metrics[metric].interval;
          if (low <= measured[metric].value && measured[metric].value <= high) held[m]!++;
        });
      }
      say(`| ${rows} | ${shift} | ${held.map((count) => (count / estimates).toFixed(2)).join(' | ')} |`);
    }
}
