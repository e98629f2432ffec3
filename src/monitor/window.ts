import type { Digest, Interval } from '../kernel/index.ts';

/** `open` until the watermark passes its end (an open window has no record), `provisional` until its labels have had their time, then `matured`. */
export const WINDOW_STATES = ['open', 'provisional', 'matured'] as const;
export type WindowState = (typeof WINDOW_STATES)[number];

/** The legal moves; every one is an event in the ledger. */
export const WINDOW_TRANSITIONS: Readonly<Record<WindowState, readonly WindowState[]>> = { open: ['provisional'], provisional: ['matured'], matured: [] };

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
  /** Mean score minus positive rate, and its standard error. */
  readonly calibrationGap: number;
  readonly calibrationError: number;
  readonly cost: number;
  readonly actRate: number;
}

/** How one release did over a stretch of matured windows, in whatever roles. Quarantined windows are left out of the figures. */
export interface RollingPerformance extends PerformanceReport {
  readonly interval: Interval;
  /** Days of matured windows in which the release scored, quarantined ones included. */
  readonly days: number;
}

/** One slice of event time of one deployment. */
export interface WindowReport {
  readonly deployment: string;
  readonly interval: Interval;
  readonly state: WindowState;
  /** The release with whose reference `columns` compares: the champion, or the one that answered most when the champion answered little. */
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
  /** Length of a window in ms, whole hours. Natural change is known of single days: other lengths are judged by the same yardstick. @default 1 day */
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
