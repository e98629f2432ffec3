import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadModel } from '../../src/model/index.ts';
import { auc } from '../../src/stats/index.ts';
import { openColumns, quoteLiteral } from '../../src/store/index.ts';
import { gradientBoosting, logisticRegression, trainModel, type TrainingTable } from '../../src/train/trainers/index.ts';

const flights = fileURLToPath(new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url));
const features = ['hour', 'weekday', 'distance', 'originRate', 'destinationRate'];

/** Every 60th flight of January to May 2001: those up to April to learn from, with late rates by airport from them alone; May to test. */
async function readFlights(): Promise<{ train: TrainingTable; test: TrainingTable }> {
  const store = openColumns();
  const sampled = `SELECT *, (delay > 15)::INT AS late, hour(date) AS hour, dayofweek(date) AS weekday FROM read_parquet(${quoteLiteral(flights)}, file_row_number = true)
    WHERE file_row_number % 60 = 0 AND date < TIMESTAMP '2001-06-01'`;
  const rate = (column: string): string => `SELECT ${column}, (sum(late) + 20 * 0.22) / (count(*) + 20) AS rate FROM sampled WHERE date < TIMESTAMP '2001-05-01' GROUP BY 1`;
  const result = await store.columnsOf(
    `WITH sampled AS (${sampled}), byOrigin AS (${rate('origin')}), byDestination AS (${rate('destination')})
     SELECT hour, weekday, distance, coalesce(o.rate, 0.22)::DOUBLE AS originRate, coalesce(d.rate, 0.22)::DOUBLE AS destinationRate, late, (date >= TIMESTAMP '2001-05-01')::INT AS isTest
     FROM sampled s LEFT JOIN byOrigin o ON o.origin = s.origin LEFT JOIN byDestination d ON d.destination = s.destination ORDER BY file_row_number`,
  );
  await store.close();
  const columns = result.columns as Float64Array[];
  const part = (isTest: number): TrainingTable => {
    const rows = Array.from(columns[6]!.keys()).filter((row) => columns[6]![row] === isTest);
    return {
      features,
      rows: rows.length,
      columns: features.map((_, f) => Float32Array.from(rows, (row) => columns[f]![row]!)),
      labels: Uint8Array.from(rows, (row) => columns[5]![row]!),
    };
  };
  return { train: part(0), test: part(1) };
}

it('learns from real flights of four months which flights of the fifth will be late', async () => {
  const { train, test } = await readFlights();
  expect(train.rows).toBeGreaterThan(30_000);
  const rows = Float32Array.from({ length: test.rows * features.length }, (_, i) => test.columns[i % features.length]![Math.floor(i / features.length)]!);
  const area = async (bytes: Uint8Array, runtime: 'compiled' | 'onnxruntime'): Promise<{ area: number; scores: Float64Array }> => {
    const model = await loadModel(bytes, { runtime });
    const scores = await model.predictBatch(rows, test.rows);
    await model.close();
    return { area: auc(scores, test.labels as Uint8Array), scores };
  };
  const boosted = await trainModel(gradientBoosting({ trees: 60, learningRate: 0.1 }), train);
  const compiled = await area(boosted.onnx, 'compiled');
  const session = await area(boosted.onnx, 'onnxruntime');
  expect(compiled.area).toBeGreaterThanOrEqual(0.63);
  expect(compiled.scores.reduce((worst, score, row) => Math.max(worst, Math.abs(score - session.scores[row]!)), 0)).toBeLessThanOrEqual(1e-6);

  const linear = await trainModel(logisticRegression(), train);
  expect((await area(linear.onnx, 'compiled')).area).toBeGreaterThanOrEqual(0.62);
});
