import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openColumns, quoteLiteral } from '../../src/store/index.ts';
import { DAYS, messagesOf } from './world.ts';

const FEATURES = `import { defineFeatures, number, string } from 'capstan';

/** One definition, in training and in serving. */
export default defineFeatures({
  input: { words: number({ min: 0 }), amount: number({ min: 0 }), photos: number({ min: 0 }), channel: string() },
  names: ['words', 'amount', 'photos', 'mail', 'form'],
  fit: () => null,
  transform: (row) => [row.words, row.amount, row.photos, row.channel === 'mail' ? 1 : 0, row.channel === 'form' ? 1 : 0],
});
`;

/** The configuration, with this trainer. */
const configOf = (
  trainer: string,
): string => `import { commandTrainer, dataset, defineProject, defineRules, gradientBoosting, integer, labelErrors, leakage, logisticRegression, number, parquet, string, timestamp, weakSlices } from 'capstan';

export default defineProject({
  name: 'messages',
  scope: {
    question: 'Which desk should answer the message?',
    metric: { name: 'accuracy', goal: 0.6 },
    baseline: { rateBy: ['channel'] },
    cost: { wrong: { billing: 1, delivery: 0.5, returns: 0.5 }, instead: { 'ask a person': 0.2 } },
    guardrails: [{ name: 'sent to the wrong desk', rate: 'wrong', allowedIncrease: 0.05 }],
    owners: { business: 'Service' },
  },
  data: {
    messages: dataset({
      source: parquet({ path: 'messages.parquet' }),
      contract: {
        columns: {
          id: integer({ unique: true }),
          at: timestamp(),
          words: integer({ min: 0 }),
          amount: number({ min: 0 }),
          photos: integer({ min: 0 }),
          channel: string(),
          desk: string(),
          known_at: timestamp(),
        },
      },
      key: 'id',
      eventAt: 'at',
      label: { column: 'desk', knownAt: 'known_at' },
    }),
  },
  features: './features.ts',
  rules: defineRules({
    rows: [{ id: 'unsure', when: 'score < 0.4', decision: 'ask a person', reason: 'it could be for any desk' }],
    otherwise: { decision: 'answer', reason: 'the most probable desk' },
  }),
  train: { dataset: 'messages', trainer: ${trainer}, lastDays: 4, slices: ['channel'], diagnostics: [weakSlices(), labelErrors(), leakage()] },
  gate: { maxMicrosPerRow: 50_000 },
  serve: { log: 'fast' },
  monitor: { segments: ['channel'] },
  alerts: { to: [{ kind: 'log' }] },
  loop: {
    retrain: { calibrationGap: 0.05, calibrationDays: 6, maxAgeDays: 900, cooldownDays: 14 },
    shadow: { minimumEffect: 0.02, maxDays: 10 },
    live: { ramp: [{ share: 0.2, days: 1 }, { share: 0.5, days: 1 }], margin: 0.05, maxDays: 12 },
  },
});
`;

/** Writes a project that asks for one of three classes into a new temporary folder, with a trainer as its source says it; the folder. */
export async function writeMessages(trainer = 'gradientBoosting({ trees: 60, leaves: 8, minLeaf: 20 })'): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'capstan-messages-'));
  await writeFile(join(root, 'capstan.config.ts'), configOf(trainer));
  await writeFile(join(root, 'features.ts'), FEATURES);
  const csv = join(root, 'messages.csv');
  const lines = Array.from({ length: DAYS }, (_, n) => messagesOf(n).map((m) => [m.id, m.at, m.words, m.amount, m.photos, m.channel, m.desk, m.knownAt].join(','))).flat();
  await writeFile(csv, `id,at,words,amount,photos,channel,desk,known_at\n${lines.join('\n')}\n`);
  const columns = openColumns();
  try {
    await columns.copyToParquet(
      `SELECT id, epoch_ms("at"::BIGINT) AS "at", words, amount::DOUBLE AS amount, photos, channel, desk, epoch_ms(known_at::BIGINT) AS known_at FROM read_csv(${quoteLiteral(csv)}) ORDER BY id`,
      join(root, 'messages.parquet'),
    );
  } finally {
    await columns.close();
  }
  return root;
}
