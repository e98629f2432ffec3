import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openColumns, quoteLiteral } from '../../src/store/index.ts';
import { DAYS, ordersOf } from './world.ts';

/** The feature file. */
export const FEATURES = `import { defineFeatures, number, string } from 'capstan';

/** One definition, in training and in serving. */
export default defineFeatures({
  input: { value: number({ min: 0, max: 100 }), noise: number(), segment: string() },
  names: ['value', 'noise', 'segment_rate'],
  fit(rows) {
    const rates: Record<string, number> = {};
    for (const segment of [...new Set(rows.map((row) => row.segment))].sort()) {
      const same = rows.filter((row) => row.segment === segment);
      rates[segment] = same.reduce((sum, row) => sum + row.label, 0) / same.length;
    }
    return { rates };
  },
  transform: (row, state) => [row.value, row.noise, state.rates[row.segment] ?? 0],
});
`;

/** The configuration; a member of \`loop\`, \`monitor\` … is replaced by handing its text. */
const configOf = ({
  loop,
  outputs,
}: {
  readonly loop: string;
  readonly outputs: string | undefined;
}): string => `import { dataset, defineProject, gradientBoosting, integer, number, parquet, string, timestamp } from 'capstan';

export default defineProject({
  name: 'orders',
  scope: {
    question: 'Will the order come back?',
    metric: { name: 'auc', goal: 0.6 },
    baseline: { rateBy: ['segment'] },
    cost: { act: ['call'], missed: 1, needless: 0.25 },
    guardrails: [{ name: 'needless calls', rate: 'needless', allowedIncrease: 0.1 }],
    owners: { business: 'Sales' },
  },
  data: {
    orders: dataset({
      source: parquet({ path: 'orders.parquet' }),
      contract: {
        columns: {
          id: integer({ unique: true }),
          at: timestamp(),
          value: number({ min: 0, max: 100 }),
          noise: number(),
          segment: string(),
          returned: integer({ min: 0, max: 1 }),
          known_at: timestamp(),
        },
      },
      key: 'id',
      eventAt: 'at',
      label: { column: 'returned', knownAt: 'known_at' },
    }),
  },
  features: './features.ts',
  rules: {
    rows: [{ id: 'likely', when: 'score >= 0.2', decision: 'call', reason: 'likely to come back' }],
    otherwise: { decision: 'ship', reason: 'likely to stay' },
  },
${outputs === undefined ? '' : `  outputs: ${outputs},\n`}  train: { dataset: 'orders', trainer: gradientBoosting({ trees: 12, leaves: 4, minLeaf: 20 }), lastDays: 9, slices: ['segment'] },
  gate: { sliceTolerance: 0.1, maxMicrosPerRow: 50_000 },
  serve: { log: 'fast' },
  monitor: { pageEffect: 0.3 },
  alerts: { to: [{ kind: 'log' }] },
  loop: ${loop},
});
`;

export const TINY_LOOP = `{
    retrain: { calibrationGap: 1, maxAgeDays: 10, cooldownDays: 14 },
    shadow: { minimumEffect: 0.05, maxDays: 10 },
    live: { ramp: [{ share: 0.2, days: 1 }, { share: 0.5, days: 1 }], margin: 0.1, maxDays: 12 },
  }`;

/** Writes the project into a new temporary folder, with changes to its files; the folder. */
export async function writeTinyProject(
  changes: { readonly loop?: string; readonly outputs?: string; readonly files?: Readonly<Record<string, string>>; readonly data?: false } = {},
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'capstan-tiny-'));
  const files = { 'capstan.config.ts': configOf({ loop: changes.loop ?? TINY_LOOP, outputs: changes.outputs }), 'features.ts': FEATURES, ...changes.files };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  if (changes.data !== false) await writeOrders(join(root, 'orders.parquet'));
  return root;
}

async function writeOrders(path: string): Promise<void> {
  const csv = `${path}.csv`;
  const lines = Array.from({ length: DAYS }, (_, n) => ordersOf(n).map((o) => [o.id, o.at, o.value, o.noise, o.segment, o.returned, o.knownAt].join(','))).flat();
  await writeFile(csv, `id,at,value,noise,segment,returned,known_at\n${lines.join('\n')}\n`);
  const columns = openColumns();
  try {
    await columns.copyToParquet(
      `SELECT id, epoch_ms("at"::BIGINT) AS "at", value::DOUBLE AS value, noise::DOUBLE AS noise, segment, returned, epoch_ms(known_at::BIGINT) AS known_at FROM read_csv(${quoteLiteral(csv)}) ORDER BY id`,
      path,
    );
  } finally {
    await columns.close();
  }
}
