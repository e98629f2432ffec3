import { commandTrainer, dataset, defineProject, integer, number, parquet, string, timestamp } from 'capstan';
import { rules } from './rules.ts';

/** At departure: will this flight arrive more than 15 minutes late? The model is a scikit-learn pipeline. */
export default defineProject({
  name: 'flight-delay-sklearn',

  scope: {
    question: 'Will it arrive more than 15 minutes late?',
    metric: { name: 'auc', goal: 0.64 },
    baseline: { rateBy: ['origin', 'hour'] },
    cost: { act: ['warn', 'warn_and_rebook'], missed: 1, needless: 0.25 },
    guardrails: [{ name: 'needless warnings', rate: 'needless', allowedIncrease: 0.03 }],
    owners: { business: 'Passenger care', engineering: 'Operations ML' },
  },

  data: {
    flights: dataset({
      source: parquet({
        package: 'vega-datasets',
        file: 'data/flights-3m.parquet',
        select: {
          flight: 'file_row_number',
          at: 'date',
          departure: 'date',
          late: '(delay > 15)::INTEGER',
          known_at: 'date + to_minutes((30 + distance / 8 + delay)::BIGINT)',
        },
      }),
      contract: {
        columns: {
          flight: integer({ unique: true }),
          at: timestamp(),
          departure: timestamp(),
          distance: number({ min: 0, max: 5_000, description: 'miles' }),
          origin: string({ pattern: '[A-Z]{3}' }),
          destination: string({ pattern: '[A-Z]{3}' }),
          delay: number({ min: -300, max: 2_000, description: 'minutes late on arrival; negative is early' }),
          late: integer({ min: 0, max: 1 }),
          known_at: timestamp(),
        },
        policy: 'drop',
      },
      key: 'flight',
      eventAt: 'at',
      label: { column: 'late', knownAt: 'known_at' },
    }),
  },

  features: './features.ts',
  rules,

  train: {
    dataset: 'flights',
    // `python` is that of .venv. The files and packages that the program is made of are declared, so that a change in them trains again.
    trainer: commandTrainer({
      command: ['python', 'train.py', '{inputs.train}', '{outputs.model}', '--trees', '{params.trees}', '--seed', '{params.seed}'],
      files: ['lib/**'],
      requirements: 'requirements.txt',
      params: { trees: 40 },
    }),
    maxRows: 100_000,
    lastDays: 31,
  },
});
