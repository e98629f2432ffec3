import { seededRandom } from '../src/kernel/index.ts';
import { findLabelIssues, findSlices, type LabelledProbabilities, type SliceTable } from '../src/stats/index.ts';
import type { Bench } from './bench.ts';
import { cpuMilliseconds, median, milliseconds, takeTurns } from './measure.ts';

const ROUNDS = 3;
const LABELS = { rows: 1_000_000, classes: 10 };
const PROMISE_MS = 1_000;
/** Of the shape of the census table "adult": its rows, and the classes of its 13 columns. */
const SLICES = { rows: 32_561, levels: [10, 9, 10, 16, 10, 7, 15, 6, 5, 2, 3, 10, 42] };

/** What it takes to find wrong labels and weak slices; what cleanlab and sliceline take for the like is in docs/benchmarks.md. */
export const dataQuality: Bench = {
  summary: 'wrong labels in 1,000,000 rows of 10 classes, weak slices of 32,561 rows of 13 columns',
  async run() {
    const [labels, slices] = [makeLabels(), makeSlices()];
    const work = {
      labels: () => Promise.resolve(void findLabelIssues(labels)),
      slices: () => Promise.resolve(void findSlices(slices, { maxPredicates: 3 })),
    };
    const wall = await takeTurns(ROUNDS, { labels: () => milliseconds(work.labels), slices: () => milliseconds(work.slices) });
    const cpu = await takeTurns(ROUNDS, { labels: () => cpuMilliseconds(work.labels), slices: () => cpuMilliseconds(work.slices) });
    const row = (name: string, ours: number) => ({ name, unit: 'ms', ours, floor: null, ratio: null, promise: null });
    return [
      { ...row('wrong labels among 1 M × 10', median(wall.labels)), promise: { text: `≤ ${PROMISE_MS} ms`, holds: median(wall.labels) <= PROMISE_MS } },
      row('wrong labels among 1 M × 10: CPU', median(cpu.labels)),
      row('weak slices of 32,561 × 13, three conditions', median(wall.slices)),
      row('weak slices of 32,561 × 13: CPU', median(cpu.slices)),
    ];
  },
};

function makeLabels(): LabelledProbabilities {
  const { rows, classes } = LABELS;
  const random = seededRandom('labels');
  const labels = new Uint8Array(rows);
  const probabilities = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const truly = random.int(classes);
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += probabilities[row * classes + j] = Math.exp((j === truly ? 2.5 : 0) + 2 * (random.next() + random.next() - 1));
    for (let j = 0; j < classes; j++) probabilities[row * classes + j]! /= sum;
    labels[row] = random.next() < 0.1 ? random.int(classes) : truly;
  }
  return { classes, labels, probabilities };
}

/** Columns that go together, and errors that go with them and with one pair of classes. */
function makeSlices(): SliceTable {
  const { rows, levels } = SLICES;
  const random = seededRandom('slices');
  const hidden = Float64Array.from({ length: rows }, () => random.normal());
  const features = levels.map((count) => ({
    codes: Int32Array.from(hidden, (z) => Math.floor(count / (1 + Math.exp(0.8 * (0.5 * z + random.normal()))))),
    levels: count,
  }));
  const rate = (row: number): number => (features[3]!.codes[row] === 5 && features[6]!.codes[row] === 4 ? 0.9 : 0.02 + 0.5 / (1 + Math.exp(-3 * hidden[row]!)));
  return { features, errors: Float64Array.from({ length: rows }, (_, row) => Number(random.next() < rate(row))) };
}
