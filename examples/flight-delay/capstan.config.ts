import { dataset, defineProject, gradientBoosting, integer, number, parquet, string, timestamp, weakSlices } from 'capstan';
import { rules } from './rules.ts';

/** At departure: will this flight arrive more than 15 minutes late? */
export default defineProject({
  name: 'flight-delay',

  scope: {
    question: 'Will it arrive more than 15 minutes late?',
    metric: { name: 'auc', goal: 0.65 },
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
          flight: integer({ unique: true, description: 'the ordinal of the row: date, origin and destination together are not unique' }),
          at: timestamp({ description: 'when the departure was recorded' }),
          departure: timestamp({ description: 'the departure time as the airline reports it' }),
          distance: number({ min: 0, max: 5_000, description: 'miles' }),
          origin: string({ pattern: '[A-Z]{3}' }),
          destination: string({ pattern: '[A-Z]{3}' }),
          delay: number({ min: -300, max: 2_000, description: 'minutes late on arrival; negative is early' }),
          late: integer({ min: 0, max: 1 }),
          known_at: timestamp(),
        },
        conditions: [{ name: 'goes somewhere', expression: 'origin != destination', severity: 'warn' }],
        volume: { min: 1_000 },
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
    trainer: gradientBoosting({ trees: 160, leaves: 63, learningRate: 0.18, minLeaf: 40 }),
    maxRows: 150_000,
    lastDays: 60,
    slices: ['origin'],
    // In every training: the groups of flights on which the new model errs most.
    diagnostics: [weakSlices({ columns: ['departure', 'distance', 'origin', 'destination'], maxPredicates: 2 })],
  },

  gate: { sliceTolerance: 0.03 },

  monitor: { falseAlarm: 0.01 },

  loop: {
    retrain: { calibrationGap: 0.05, calibrationDays: 14, maxAgeDays: 30, cooldownDays: 14 },
    superiority: 'shadow',
    shadow: { alpha: 0.05, minimumEffect: 0.002, maxDays: 28 },
    live: {
      ramp: [
        { share: 0.05, days: 2 },
        { share: 0.2, days: 2 },
        { share: 0.5, days: 2 },
      ],
      alpha: 0.05,
      margin: 0.015,
      maxDays: 21,
    },
  },
});
