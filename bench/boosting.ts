import { encodeTreeEnsemble, loadModel } from '../src/model/index.ts';
import { seededRandom } from '../src/kernel/index.ts';
import { trainGradientBoosting, type TrainingTable } from '../src/train/trainers/index.ts';
import type { Bench } from './bench.ts';
import { compare, cpuMilliseconds, median, milliseconds, takeTurns } from './measure.ts';

const ROWS = 200_000;
const WIDTH = 8;
const TREES = 120;
const SINGLE = 5_000;
const BATCH = 100_000;

/** What training and scoring take. */
export const boosting: Bench = {
  summary: `gradient boosting, ${ROWS} rows of ${WIDTH} features, ${TREES} trees of 31 leaves`,
  async run() {
    const table = makeTable();
    let ensemble = await trainGradientBoosting(table, { trees: 2 });
    const trained: number[] = [];
    for (let round = 0; round < 3; round++) trained.push(await cpuMilliseconds(async () => void (ensemble = await trainGradientBoosting(table, { trees: TREES }))));
    const bytes = encodeTreeEnsemble(ensemble, { features: table.features, link: 'logistic' });
    const compiled = await loadModel(bytes, { runtime: 'compiled' });
    const session = await loadModel(bytes, { runtime: 'onnxruntime' });
    if (compiled.runtime !== 'compiled' || session.runtime !== 'onnxruntime') throw new Error('the wrong runtime');
    const matrix = new Float32Array(BATCH * WIDTH);
    for (let row = 0; row < BATCH; row++) for (let f = 0; f < WIDTH; f++) matrix[row * WIDTH + f] = table.columns[f]![row]!;
    const rows = Array.from({ length: SINGLE }, (_, row) => Float64Array.from(matrix.subarray(row * WIDTH, (row + 1) * WIDTH)));
    const floats = rows.map((row) => Float32Array.from(row));
    const single = await takeTurns(3, {
      ours: async () => (await cpuMilliseconds(() => rows.forEach((row) => compiled.predict(row)))) / (SINGLE / 1000),
      peer: async () =>
        (await milliseconds(async () => {
          for (const row of floats) await session.predictBatch(row, 1);
        })) /
        (SINGLE / 1000),
    });
    const batch = await takeTurns(3, {
      ours: async () => (await cpuMilliseconds(() => compiled.predictBatch(matrix, BATCH))) / (BATCH / 1000),
      peer: async () => (await cpuMilliseconds(() => session.predictBatch(matrix, BATCH))) / (BATCH / 1000),
    });
    await session.close();
    const about = (name: string): { name: string; unit: string; floor: string } => ({ name, unit: 'µs', floor: `ONNX Runtime, ${session.engine}` });
    return [
      { name: 'training, 200,000 × 8, 120 trees: CPU', unit: 's', ours: median(trained) / 1000, floor: null, ratio: null, promise: null },
      compare(about('scoring one row'), single.ours, single.peer),
      compare(about('scoring, in batches: CPU a row'), batch.ours, batch.peer),
    ];
  },
};

function makeTable(): TrainingTable {
  const random = seededRandom('bench');
  const columns = Array.from({ length: WIDTH }, () => new Float32Array(ROWS));
  const labels = new Uint8Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    for (const column of columns) column[row] = random.normal();
    const [a, b, c, d] = columns.map((column) => column[row]!) as [number, number, number, number];
    labels[row] = random.next() < 1 / (1 + Math.exp(1 - a - b * c + Math.abs(d))) ? 1 : 0;
  }
  return { features: columns.map((_, f) => `f${f}`), rows: ROWS, columns, labels };
}
