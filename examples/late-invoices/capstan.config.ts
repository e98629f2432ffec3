import { csv, dataset, defineContract, defineProject, gradientBoosting, integer, nullable, number, string, tableCheck, tableDiff, timestamp } from 'capstan';
import { rules } from './rules.ts';

const DAY = 24 * 60 * 60 * 1000;

/** What the model is given, as it must be: whoever breaks the features stops the training. */
const features = defineContract({
  columns: {
    amount_log: number({ min: 0, max: 7 }),
    terms_days: number({ min: 0, max: 120 }),
    late_before: nullable(number({ min: 0, max: 1 })),
    industry_rate: number({ min: 0, max: 1 }),
  },
  tests: [{ test: 'missing', column: 'late_before', atMost: 0.3, description: 'new customers; more means that their past is lost' }],
});

/** Three days before it is due: will this invoice be paid more than a week late? */
export default defineProject({
  name: 'late-invoices',

  // Why the model exists, and how its worth is judged.
  scope: {
    question: 'Will it be paid more than a week late?',
    metric: { name: 'auc', goal: 0.65 },
    baseline: { rateBy: ['industry'] },
    cost: { act: ['remind', 'call'], missed: 1, needless: 0.3 },
    guardrails: [{ name: 'needless reminders', rate: 'needless', allowedIncrease: 0.03 }],
    owners: { business: 'Accounts receivable', engineering: 'Finance systems' },
  },

  // Where rows come from, and the tests that they must pass: here, in training, and in every request.
  data: {
    invoices: dataset({
      source: csv({ path: 'data/invoices.csv' }),
      contract: {
        columns: {
          invoice: integer({ unique: true }),
          asked_at: timestamp({ description: 'three days before it is due' }),
          amount: number({ min: 0, max: 1_000_000, description: 'euros' }),
          terms: integer({ min: 0, max: 120, description: 'days allowed for payment' }),
          industry: string({ values: ['retail', 'construction', 'software', 'health', 'hospitality'] }),
          past_late_share: nullable(number({ min: 0, max: 1, description: 'of the customer’s earlier invoices; empty for a new customer' })),
          paid_late: integer({ min: 0, max: 1 }),
          known_at: timestamp({ description: 'a week after it was due' }),
        },
        policy: 'drop',
      },
      key: 'invoice',
      eventAt: 'asked_at',
      label: { column: 'paid_late', knownAt: 'known_at' },
    }),
  },

  features: './features.ts',
  rules,

  train: {
    dataset: 'invoices',
    trainer: gradientBoosting({ trees: 80, leaves: 8, minLeaf: 60 }),
    lastDays: 150,
    slices: ['industry'],
    diagnostics: [tableCheck({ contract: features, onFinding: 'stop' }), tableDiff()],
  },

  // What a candidate must pass before it can be released.
  gate: { sliceTolerance: 0.05 },

  serve: { deployment: 'reminders' },

  // The outcome is known ten days after the decision.
  monitor: { window: DAY, attribution: 10 * DAY },

  // When to retrain, and how a challenger is tried against the champion.
  loop: {
    retrain: { calibrationGap: 0.06, calibrationDays: 28, maxAgeDays: 60 },
    superiority: 'shadow',
    shadow: { minimumEffect: 0.005 },
    live: { margin: 0.02 },
  },
});
