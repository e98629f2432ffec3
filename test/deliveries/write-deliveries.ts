import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openColumns, quoteLiteral } from '../../src/store/index.ts';
import { DAYS, deliveriesOf } from './world.ts';

const FEATURES = `import { defineFeatures, number, string } from 'capstan';

/** One definition, in training and in serving. */
export default defineFeatures({
  input: { km: number({ min: 0 }), parcels: number({ min: 1 }), district: string() },
  names: ['km', 'parcels', 'district_mean'],
  fit(rows) {
    const means: Record<string, number> = {};
    for (const district of [...new Set(rows.map((row) => row.district))].sort()) {
      const same = rows.filter((row) => row.district === district);
      means[district] = same.reduce((sum, row) => sum + row.label, 0) / same.length;
    }
    return { means };
  },
  transform: (row, state) => [row.km, row.parcels, state.means[row.district] ?? 0],
});
`;

/** The configuration, with this trainer. */
const configOf = (
  trainer: string,
): string => `import { commandTrainer, dataset, defineProject, gradientBoosting, integer, labelErrors, number, parquet, string, timestamp, weakSlices } from 'capstan';

export default defineProject({
  name: 'deliveries',
  scope: {
    question: 'How many minutes will the delivery take?',
    metric: { name: 'rmse', goal: 8, unit: 'min' },
    baseline: { rateBy: ['district'] },
    cost: { limit: 30 },
    guardrails: [{ name: 'promised half an hour too little', rate: 'under', allowedIncrease: 0.05 }],
    owners: { business: 'Dispatch' },
  },
  data: {
    deliveries: dataset({
      source: parquet({ path: 'deliveries.parquet' }),
      contract: {
        columns: {
          id: integer({ unique: true }),
          at: timestamp(),
          km: number({ min: 0 }),
          parcels: integer({ min: 1 }),
          district: string(),
          minutes: number({ min: 0 }),
          known_at: timestamp(),
        },
      },
      key: 'id',
      eventAt: 'at',
      label: { column: 'minutes', knownAt: 'known_at' },
    }),
  },
  features: './features.ts',
  train: { dataset: 'deliveries', trainer: ${trainer}, lastDays: 4, slices: ['district'], diagnostics: [weakSlices(), labelErrors()] },
  gate: { maxMicrosPerRow: 50_000 },
  serve: { log: 'fast' },
  alerts: { to: [{ kind: 'log' }] },
  loop: {
    retrain: { calibrationGap: 0.2, calibrationDays: 6, maxAgeDays: 900, cooldownDays: 14 },
    shadow: { minimumEffect: 0.02, maxDays: 10 },
    live: { ramp: [{ share: 0.2, days: 1 }, { share: 0.5, days: 1 }], margin: 0.05, maxDays: 12 },
  },
});
`;

/** Writes a project that asks for a number into a new temporary folder, with a trainer as its source says it; the folder. */
export async function writeDeliveries(trainer = 'gradientBoosting({ trees: 80, leaves: 8, minLeaf: 20 })'): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'capstan-deliveries-'));
  await writeFile(join(root, 'capstan.config.ts'), configOf(trainer));
  await writeFile(join(root, 'features.ts'), FEATURES);
  const csv = join(root, 'deliveries.csv');
  const lines = Array.from({ length: DAYS }, (_, n) => deliveriesOf(n).map((d) => [d.id, d.at, d.km, d.parcels, d.district, d.minutes, d.knownAt].join(','))).flat();
  await writeFile(csv, `id,at,km,parcels,district,minutes,known_at\n${lines.join('\n')}\n`);
  const columns = openColumns();
  try {
    await columns.copyToParquet(
      `SELECT id, epoch_ms("at"::BIGINT) AS "at", km::DOUBLE AS km, parcels, district, minutes::DOUBLE AS minutes, epoch_ms(known_at::BIGINT) AS known_at FROM read_csv(${quoteLiteral(csv)}) ORDER BY id`,
      join(root, 'deliveries.parquet'),
    );
  } finally {
    await columns.close();
  }
  return root;
}
