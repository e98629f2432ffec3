import { digestSchema, type Interval, intervalSchema, oneOf, orNull, Type, UTC, type ValueOf } from '../kernel/index.ts';
import { heldRowsSchema, releasedSchema } from './quarantine/quarantine.ts';
import { calibrationSchema } from './performance/evaluated-table.ts';
import { figureSchema } from '../train/schemas.ts';
import type { StreamWatch } from './performance/stream-watch.ts';
import { windowEstimateSchema } from './performance/window-estimate.ts';
import { alarmBudgetSchema } from './verdict/alarm-budget.ts';

/** `open` until the watermark passes its end (an open window has no record), `provisional` until its labels have had their time, then `matured`. */
export const WINDOW_STATES = ['open', 'provisional', 'matured'] as const;
export type WindowState = (typeof WINDOW_STATES)[number];

/** The legal moves; every one is an event in the ledger. */
export const WINDOW_TRANSITIONS: Readonly<Record<WindowState, readonly WindowState[]>> = { open: ['provisional'], provisional: ['matured'], matured: [] };

/** What a column is: a raw input of requests, a feature made from it, or the model's score. In this order a cause comes before what follows from it. */
export const COLUMN_GROUPS = ['input', 'feature', 'score'] as const;
export type ColumnGroup = (typeof COLUMN_GROUPS)[number];

export const columnReportSchema = Type.Object({
  column: Type.String(),
  group: oneOf(COLUMN_GROUPS),
  distance: Type.Number({ description: 'total variation distance to the reference, 0..1' }),
  natural: Type.Number({ description: 'the distance that natural change explains' }),
  p: Type.Number({ description: 'chance of such a distance where nature goes no farther, corrected for all tests of the window' }),
  missing: Type.Number({ description: 'share of requests without a value' }),
  unseen: Type.Number({ description: 'share of texts that the reference does not have' }),
  outOfRange: Type.Number({ description: 'share of numbers outside of the reference’s range' }),
  topValue: orNull(Type.String({ description: 'the most frequent exact value' })),
  topShare: Type.Number({ description: 'its share' }),
  season: Type.Optional(orNull(Type.String({ description: 'the days of the week that it was compared with, such as `Saturdays`; null for all' }))),
});

/** How one column of a window compares with the reference. */
export type ColumnReport = ValueOf<typeof columnReportSchema>;

export const segmentReportSchema = Type.Object({
  column: Type.String({ description: 'the raw input that cuts' }),
  value: Type.String({ description: 'its value, or range of values; `(other)` is all values that are no segment by themselves' }),
  rows: Type.Integer(),
  usual: Type.Number({ description: 'its share of the rows in the reference' }),
  farthest: orNull(
    Type.Object(
      { column: Type.String(), group: oneOf(COLUMN_GROUPS), distance: Type.Number(), natural: Type.Number() },
      { description: 'the column that lies farthest beyond what is natural for the segment; null when it has too few rows here or in the reference' },
    ),
  ),
});

/** How one segment of a window compares with its own reference. */
export type SegmentReport = ValueOf<typeof segmentReportSchema>;

/** What a release was to the units it scored: it answered as champion or as challenger, or it only watched. */
export const ROLES = ['champion', 'challenger', 'shadow'] as const;
export type Role = (typeof ROLES)[number];

export const classesReportSchema = Type.Array(
  Type.Object({
    name: Type.String(),
    rows: Type.Integer({ description: 'units of which it came true' }),
    predicted: Type.Integer({ description: 'units of which it was the most probable one' }),
    metrics: Type.Array(figureSchema, { description: 'precision, recall, f1 and auc against the rest' }),
  }),
  { description: 'of one of several classes: each by itself, in the order of their names' },
);

export const performanceReportSchema = Type.Object({
  release: digestSchema('the release'),
  role: oneOf(ROLES, 'what it was to the units'),
  units: Type.Integer({ description: 'units that it scored' }),
  labelled: Type.Integer({ description: 'those whose label came in time; rates and costs but actRate are of these' }),
  quality: Type.Object(figureSchema.properties, { description: 'the metric that the scope asks for' }),
  positiveRate: Type.Number({ description: 'the mean label: share of labels 1, the mean outcome, or the share of units whose predicted class came true' }),
  meanScore: Type.Number(),
  auc: orNull(Type.Number({ description: 'null when all labels are the same, or are not of two' })),
  aucInterval: orNull(Type.Tuple([Type.Number(), Type.Number()], { description: '95 % interval of the AUC' })),
  metrics: Type.Array(figureSchema, {
    description:
      'further metrics with 95 % intervals; precision, recall, specificity, f1 and accuracy of acting; mae, rmse, bias and r2 of numbers; accuracy, macroF1, weightedF1, auc and logLoss of classes',
  }),
  classes: Type.Optional(classesReportSchema),
  calibration: orNull(calibrationSchema),
  calibrationGap: Type.Number({ description: 'mean score minus mean label; of several classes, mean probability of the predicted one minus the share of right ones' }),
  calibrationError: Type.Number({ description: 'the standard error of the gap' }),
  cost: Type.Number({ description: 'cost per unit in the scope’s terms' }),
  actRate: Type.Number({ description: 'share of units that it acted on' }),
});

/** How each class came out. */
export type ClassesReport = ValueOf<typeof classesReportSchema>;

/** How one release did on a window's matured units, as champion, challenger or shadow. */
export type PerformanceReport = ValueOf<typeof performanceReportSchema>;

/** How one release did over a stretch of matured windows, in whatever roles. Quarantined windows are left out of the figures. */
export interface RollingPerformance extends PerformanceReport {
  readonly interval: Interval;
  /** Days of matured windows in which the release scored, quarantined ones included. */
  readonly days: number;
}

export const windowReportSchema = Type.Object({
  deployment: Type.String(),
  interval: intervalSchema('the event time that it spans'),
  state: oneOf(WINDOW_STATES),
  release: digestSchema('the release with whose reference the columns are compared: the champion, or the one that answered most when the champion answered little'),
  predictions: Type.Integer(),
  refused: Type.Integer({ description: 'requests that broke the input contract' }),
  flagged: Type.Integer({ description: 'requests that were answered with a warning' }),
  meanScore: orNull(Type.Number()),
  columns: Type.Array(columnReportSchema),
  segments: Type.Optional(Type.Array(segmentReportSchema, { description: 'of each input that the release watches by segment; absent when it watches none' })),
  estimated: orNull(windowEstimateSchema),
  performance: Type.Array(performanceReportSchema, { description: 'of each release; filled when the window has matured' }),
  quarantined: Type.Boolean({ description: 'a paging finding about its data keeps it out of trials and of training, or the rows of it that `held` names' }),
  held: Type.Optional(orNull(heldRowsSchema)),
  released: Type.Optional(releasedSchema),
  alarms: Type.Optional(alarmBudgetSchema),
});

/** One slice of event time of one deployment. */
export type WindowReport = ValueOf<typeof windowReportSchema>;

/** How the project is watched. */
export interface Monitoring {
  /** Length of a window in ms, whole hours. Natural change is known of single days: other lengths are judged by the same yardstick. @default 1 day */
  readonly window?: number;
  /** How long after a window's end its labels may still arrive, in ms. @default 1 day */
  readonly attribution?: number;
  /** Chance of a false page in a clean window, over all columns and the tests of contracts that may err, at most; where windows are short, `alarmBudget` allows less. @default 0.01 */
  readonly falseAlarm?: number;
  /** False alarms (windows that page where nothing is wrong) to be expected in 30 days, over all windows. @default 1/3, one in a quarter */
  readonly alarmBudget?: number;
  /** Smallest change of a distribution worth a page, total variation (or share of one value) beyond the natural bound. @default 0.15 */
  readonly pageEffect?: number;
  /** Smallest share of broken values (missing, unseen, out of range, sentinel) worth a page, beyond the natural bound. @default 0.05 */
  readonly pageShare?: number;
  /** Share of predictions that were served with another value of a feature than its code makes, from which on somebody is woken; fewer are a notice. @default 0.01 */
  readonly skewShare?: number;
  /**
   * Streams of single predictions that are watched for a change of their level beside the windows: `[{ of: 'errors' }]`, or `'score'` where labels never come; `by` is `'adwin'` or `'page-hinkley'`.
   * A stream that does not change is said to in one of 100,000 predictions at most.
   * @default none
   */
  readonly streams?: readonly StreamWatch[];
  /**
   * Raw inputs by whose values the data is watched besides: `['carrier']`. From the next release on its reference holds each of their 20 most frequent values by itself (of 500 training rows or more), and all others
   * together; each window is judged by segment too, at the same chance of a false page.
   * @default none
   */
  readonly segments?: readonly string[];
  /**
   * IANA name of the time zone whose days and weeks are meant: `'Europe/Berlin'`. Windows of whole days are its days, 23 or 25 hours long where the clocks change; a Monday, and an hour of the day, are a Monday and an hour there,
   * also where tables and versions are compared with earlier ones.
   * @default UTC
   */
  readonly timeZone?: string;
}

/** What holds where the project does not say. */
export const MONITORING_DEFAULTS: Required<Monitoring> = {
  window: 86_400_000,
  attribution: 86_400_000,
  falseAlarm: 0.01,
  alarmBudget: 1 / 3,
  pageEffect: 0.15,
  pageShare: 0.05,
  skewShare: 0.01,
  streams: [],
  segments: [],
  timeZone: UTC.timeZone,
};
