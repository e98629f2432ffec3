import type { Digest, Interval } from '../kernel/index.ts';

/** `open` until the watermark passes its end, `provisional` until its labels have had their time, then `matured`. */
export const WINDOW_STATES = ['open', 'provisional', 'matured'] as const;
export type WindowState = (typeof WINDOW_STATES)[number];

/** What a column is: a raw input of requests, a feature made from it, or the model's score. In this order a cause comes before what follows from it. */
export const COLUMN_GROUPS = ['input', 'feature', 'score'] as const;
export type ColumnGroup = (typeof COLUMN_GROUPS)[number];

/** How one column of a window compares with the reference. */
export interface ColumnReport {
  readonly column: string;
  readonly group: ColumnGroup;
  /** Total variation distance to the reference, 0..1, and the bound that natural change explains. */
  readonly distance: number;
  readonly natural: number;
  readonly p: number;
  readonly missing: number;
  readonly unseen: number;
  readonly outOfRange: number;
  readonly topValue: string | null;
  readonly topShare: number;
}

/** What a release was to the units it scored: it answered as champion or as challenger, or it only watched. */
export const ROLES = ['champion', 'challenger', 'shadow'] as const;
export type Role = (typeof ROLES)[number];

/** How one release did on a window's matured units, as champion, challenger or shadow. */
export interface PerformanceReport {
  readonly release: Digest;
  readonly role: Role;
  /** Units it scored, and those whose label came in time; rates and costs but `actRate` are of the latter. */
  readonly units: number;
  readonly labelled: number;
  readonly positiveRate: number;
  readonly meanScore: number;
  readonly auc: number | null;
  readonly aucInterval: readonly [number, number] | null;
  readonly calibrationGap: number;
  readonly cost: number;
  readonly actRate: number;
}

/** One slice of event time of one deployment. */
export interface WindowReport {
  readonly deployment: string;
  readonly interval: Interval;
  readonly state: WindowState;
  readonly release: Digest;
  readonly predictions: number;
  readonly refused: number;
  readonly flagged: number;
  readonly meanScore: number | null;
  readonly columns: readonly ColumnReport[];
  /** Set when the window has matured. */
  readonly performance: readonly PerformanceReport[];
  /** True when a paging finding about its data keeps it out of training and trials. */
  readonly quarantined: boolean;
}

/** How the project is watched. */
export interface Monitoring {
  /** @default 1 day, in ms */
  readonly window?: number;
  /** How long after a window's end its labels may still arrive, in ms. @default 1 day */
  readonly attribution?: number;
  /** Chance of one false page in a clean window, over all columns. @default 0.01 */
  readonly falseAlarm?: number;
  /** Smallest change of a distribution worth a page, total variation (or share of one value) beyond the natural bound. @default 0.15 */
  readonly pageEffect?: number;
  /** Smallest share of broken values (missing, unseen, out of range, sentinel) worth a page, beyond the natural bound. @default 0.05 */
  readonly pageShare?: number;
}

/** What holds where the project does not say. */
export const MONITORING_DEFAULTS: Required<Monitoring> = { window: 86_400_000, attribution: 86_400_000, falseAlarm: 0.01, pageEffect: 0.15, pageShare: 0.05 };
