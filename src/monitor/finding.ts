import { digestSchema, instantSchema, intervalSchema, oneOf, orNull, Type, type ValueOf } from '../kernel/index.ts';

/** What kind of change was found; a closed set. */
export const FINDING_KINDS = [
  'volume',
  'missing',
  'unseen',
  'out_of_range',
  'extrapolation',
  'constant',
  'sentinel',
  'drift',
  'score_drift',
  'mix',
  'performance',
  'calibration',
  'change',
  'skew',
  'violations',
  'contract',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Kinds that say the window's rows are wrong: a page of such a kind keeps the window out of training and trials. */
export const DATA_KINDS: readonly FindingKind[] = ['missing', 'unseen', 'out_of_range', 'constant', 'sentinel', 'drift', 'score_drift', 'violations', 'contract'];

/** Kinds that say something of one model, whatever its data. */
export const MODEL_KINDS: readonly FindingKind[] = ['performance', 'calibration', 'change'];
/** Kinds that labels and logged features tell, when a window matures. */
export const MATURED_KINDS: readonly FindingKind[] = [...MODEL_KINDS, 'skew'];

/** Kinds that name rows: what of a window they do not name may be learned from. The others of `DATA_KINDS` are about a distribution, and name the window. */
export const ROW_KINDS: readonly FindingKind[] = ['missing', 'unseen', 'out_of_range', 'constant', 'sentinel', 'violations', 'contract'];

/**
 * Kinds whose rows are wrong however few they are: a notice of them keeps its rows out of training as well. Skew is none: what was served was wrong, and a training makes its features anew from the
 * rows, as they should have been. It would starve where every row is skewed. Trials do without windows that it pages in.
 */
const WRONG_KINDS: readonly FindingKind[] = ['sentinel'];

/** A `page` alerts someone and keeps the window out of training; a `notice` is reported by its effect size and wakes nobody. */
export const URGENCIES = ['page', 'notice'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const harmSchema = Type.Object(
  {
    metric: Type.String({ description: 'what the scope asks for, as people write it: `AUC`, `RMSE`, `Macro F1`' }),
    quality: Type.Number({ description: 'of the release without the column' }),
    reference: Type.Number({ description: 'of the release with it' }),
    costPerUnit: Type.Number({ description: 'extra cost of a unit, in the scope’s terms' }),
    cost: Type.Number({ description: 'extra cost of the whole window' }),
  },
  { description: 'what the change is expected to cost, from the release’s evidence; null when unknown' },
);

/** What a change is expected to cost, from the release's evidence (its evaluation with the column shuffled). Costs in the scope's terms. */
export type Harm = ValueOf<typeof harmSchema>;

/** Harm as it was written while AUC was the only metric. */
interface AucHarm extends Pick<Harm, 'costPerUnit' | 'cost'> {
  readonly auc: number;
  readonly referenceAuc: number;
}

/** Reads the harm of a stored finding. */
export const readHarm = (stored: Harm | AucHarm | null): Harm | null =>
  stored === null || 'metric' in stored ? stored : { metric: 'AUC', quality: stored.auc, reference: stored.referenceAuc, costPerUnit: stored.costPerUnit, cost: stored.cost };

export const whereSchema = Type.Object(
  {
    column: Type.String({ description: 'the raw input that cuts' }),
    values: Type.Array(Type.String(), { description: 'the one that shows it most first' }),
    alone: Type.Boolean({ description: 'the whole hides it' }),
  },
  { description: 'the segments that show it by themselves, where it is a matter of some alone' },
);

/** Segments of an input in which something was found. */
export type Where = ValueOf<typeof whereSchema>;

const moveSchema = Type.Object(
  {
    unit: orNull(Type.String({ description: 'what brings the values back, such as `divided by 1,000`; null where no usual change of unit does' })),
    deviations: Type.Number({ description: 'standard deviations of the reference, > 0 upwards' }),
    spread: Type.Number({ description: 'their standard deviation beside that of the reference' }),
  },
  { description: 'how numbers out of range came to lie there' },
);

export const findingSchema = Type.Object({
  id: Type.String(),
  deployment: Type.String(),
  release: digestSchema('the release with whose reference the window was compared'),
  window: intervalSchema('the window that it was found in'),
  kind: oneOf(FINDING_KINDS),
  column: Type.String({ description: 'the raw column, feature, `score`, or `*` for the whole window' }),
  urgency: oneOf(URGENCIES),
  effect: Type.Number({ description: 'size of the change, 0..1: share of rows, or distance' }),
  natural: Type.Number({ description: 'the natural bound that it was judged by' }),
  p: Type.Number({ description: 'corrected for all tests of the window' }),
  since: instantSchema('first window of its run: windows in a row; a notice that comes again within a week of windows goes on'),
  windows: Type.Optional(Type.Integer({ description: 'windows of the run in which it was found, this one included' })),
  rows: Type.Integer(),
  value: Type.Optional(Type.String({ description: 'the exact value concerned, if one is' })),
  season: Type.Optional(Type.String({ description: 'the days of the week that it was compared with, such as `Saturdays`' })),
  where: Type.Optional(whereSchema),
  move: Type.Optional(moveSchema),
  harm: orNull(harmSchema),
  message: Type.String(),
  remedy: Type.String(),
});

/** What was found, where, since when, how sure, how bad, and what to do. */
export type Finding = ValueOf<typeof findingSchema>;

/** Whether a finding keeps its window, or the rows that it names, out of training. */
export const isHolding = ({ kind, urgency }: Pick<Finding, 'kind' | 'urgency'>): boolean => (urgency === 'page' && DATA_KINDS.includes(kind)) || WRONG_KINDS.includes(kind);

/** `open` until a window passes without the finding; `acknowledged` when somebody has said that they look after it. */
export const ALERT_STATES = ['open', 'acknowledged', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** The legal moves; every one is an event in the ledger. */
export const ALERT_TRANSITIONS: Readonly<Record<AlertState, readonly AlertState[]>> = { open: ['acknowledged', 'resolved'], acknowledged: ['resolved'], resolved: [] };

/** States of an alert that somebody still has to look after. */
export const STANDING: readonly AlertState[] = ['open', 'acknowledged'];

export const acknowledgedSchema = Type.Object({
  by: Type.String({ description: 'who looks after it' }),
  at: instantSchema('since when, in wall time'),
  why: Type.String(),
});

/** Who looks after an alert, since when, and why. */
export type Acknowledged = ValueOf<typeof acknowledgedSchema>;

export const alertSchema = Type.Object({
  id: Type.String(),
  deployment: Type.String(),
  kind: oneOf(FINDING_KINDS),
  column: Type.String({ description: 'the raw column, feature, `score`, or `*` for the whole window' }),
  state: oneOf(ALERT_STATES),
  finding: Type.String({ description: 'the finding that opened it' }),
  since: instantSchema('start of its first window'),
  until: instantSchema('end of its last window'),
  message: Type.String(),
  acknowledged: Type.Optional(acknowledgedSchema),
});

/** One call for a person: the same paging finding in window after window is one alert. */
export type Alert = ValueOf<typeof alertSchema>;
