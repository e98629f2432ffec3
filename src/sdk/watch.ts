import type { MetricBrief } from './overview.ts';

/** What the findings page reads. Instants are ms UTC: of windows in event time, of mutes and acknowledgements in wall time. */

/** What was found in how many windows, beside a diagnosis. */
export interface RelatedFinding {
  /** The strongest of them. */
  readonly finding: string;
  /** All of them, in order of time. */
  readonly findings: readonly string[];
  readonly kind: FindingKind;
  readonly column: string;
  readonly urgency: 'page' | 'notice';
  readonly effect: number;
  readonly natural: number;
  readonly windows: number;
  readonly message: string;
}

export type FindingKind =
  | 'volume'
  | 'missing'
  | 'unseen'
  | 'out_of_range'
  | 'extrapolation'
  | 'constant'
  | 'sentinel'
  | 'drift'
  | 'score_drift'
  | 'mix'
  | 'performance'
  | 'calibration'
  | 'change'
  | 'skew'
  | 'violations'
  | 'contract';

/** Who said something, when (wall time), and why. */
export interface Word {
  readonly by: string;
  readonly at: number;
  readonly why: string;
}

export type ColumnGroup = 'input' | 'feature' | 'score';

/** A finding through the windows in which it was made: of a page in a row, of a notice or a decline with up to a week of windows between them. */
export interface Diagnosis {
  readonly id: string;
  /** Its findings, in order of time: any of them may be named by an alert’s link. */
  readonly findings: readonly string[];
  readonly deployment: string;
  readonly release: `sha256:${string}`;
  readonly kind: FindingKind;
  /** A raw column, a feature, `score`, or `*` for the whole window. */
  readonly column: string;
  readonly group: ColumnGroup | null;
  /** The segments that show it by themselves, the one that shows it most first; `alone` where the whole hides it. */
  readonly where: null | { readonly column: string; readonly values: readonly string[]; readonly alone: boolean };
  readonly urgency: 'page' | 'notice';
  readonly since: number;
  readonly until: number;
  readonly windows: number;
  /** It was found in the newest window, of those that have matured where labels tell it. */
  readonly ongoing: boolean;
  readonly worst: {
    readonly finding: string;
    readonly window: number;
    readonly effect: number;
    readonly natural: number;
    readonly p: number;
    readonly rows: number;
    readonly value: string | null;
    readonly harm: null | { readonly metric: string; readonly quality: number; readonly reference: number; readonly costPerUnit: number; readonly cost: number };
    readonly message: string;
  };
  readonly cause: string;
  readonly remedy: string;
  readonly alert: null | {
    readonly id: string;
    readonly state: 'open' | 'acknowledged' | 'resolved';
    readonly muted: boolean;
    /** Who looks after it. */
    readonly acknowledged?: Word;
  };
  /** Its windows that are kept out of training, and those that a person let go. */
  readonly held: number;
  readonly released: number;
  /** Who let the newest of them go. */
  readonly letGo: Word | null;
  readonly related: readonly RelatedFinding[];
}

/** One window, as it is drawn. */
export interface PastWindow {
  readonly from: number;
  readonly to: number;
  readonly state: 'open' | 'provisional' | 'matured';
  readonly quarantined: boolean;
  /** Its predictions that are kept out of training; null when all or none of it is. */
  readonly heldRows: number | null;
  readonly released: boolean;
  readonly predictions: number;
  readonly refused: number;
  readonly flagged: number;
  /** Measured on labels; null before they have come. */
  readonly quality: null | {
    readonly release: `sha256:${string}`;
    readonly labelled: number;
    /** By the scope's metric. */
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly cost: number;
    readonly calibrationGap: number;
  };
  /** Estimated before labels have come, with its 95 % interval; null when it cannot be. */
  readonly estimate: null | { readonly value: number; readonly low: number; readonly high: number };
  /** Why nothing could be estimated. */
  readonly refusal: 'few_rows' | 'single_class' | 'constant_errors' | 'out_of_reference' | 'data_broken' | 'concept_changed' | null;
}

/** One class against the rest. */
export interface ClassOutcome {
  readonly name: string;
  /** Units of which it came true, and of which it was the most probable one. */
  readonly rows: number;
  readonly predicted: number;
  /** Precision, recall, F1 and AUC against all others, with 95 % intervals. */
  readonly metrics: readonly { readonly metric: string; readonly value: number | null; readonly interval: readonly [number, number] | null }[];
}

/** Windows in order of time; `effects[column][window]` is the distance to the reference, `naturals` what nature explains of it. */
export interface WindowHistory {
  readonly deployment: string | null;
  readonly metric: MetricBrief;
  /** False alarms that may be expected in 30 days, and the sum of the chances of them so far; null before the first window. */
  readonly alarms: {
    readonly period: { readonly from: number; readonly to: number };
    readonly budget: number;
    readonly spent: number;
    readonly chance: number;
    readonly alarms: number;
  } | null;
  readonly windows: readonly PastWindow[];
  /** How the champion did on each of several classes in the newest window whose labels have had their time. */
  readonly classes?: { readonly window: { readonly from: number; readonly to: number }; readonly each: readonly ClassOutcome[] };
  readonly columns: readonly { readonly column: string; readonly group: ColumnGroup }[];
  readonly effects: readonly (readonly (number | null)[])[];
  readonly naturals: readonly (readonly (number | null)[])[];
  /** Watched by themselves; `farthest[segment][window]` is the column that lies farthest beyond what is natural for it. */
  readonly segments: readonly { readonly column: string; readonly value: string }[];
  readonly farthest: readonly (readonly (null | { readonly column: string; readonly group: ColumnGroup; readonly distance: number; readonly natural: number })[])[];
}

/** Shares of the reference's and of the window's rows, 0..1. */
interface Shares {
  readonly reference: number;
  readonly window: number;
}

/** A column of a table, or of a window, beside its reference. */
export interface Compared {
  readonly kind: 'numbers' | 'times of day' | 'values';
  readonly rows: Shares;
  readonly bars: readonly (Shares & { readonly label: string; readonly from: number | null; readonly to: number | null })[];
  readonly other: Shares;
  readonly missing: Shares;
  readonly unseen: Shares;
  readonly outside: Shares;
  readonly strangers: readonly { readonly value: string; readonly share: number }[];
  readonly mean: { readonly reference: number | null; readonly window: number | null };
}

/** One column of one window beside the reference. */
export interface Distribution extends Compared {
  readonly column: string;
  readonly group: ColumnGroup;
  readonly window: { readonly from: number; readonly to: number };
  readonly release: `sha256:${string}`;
}

/** A prediction that shows a finding. */
export interface FindingExample {
  readonly predictionId: string;
  readonly unitKey: string;
  readonly eventAt: number;
  readonly value: string | null;
  readonly inputs: Readonly<Record<string, string | null>>;
  readonly score: number | null;
  readonly decision: string | null;
  readonly violations: readonly string[];
}

/** Alerts that nobody is told of for a while. */
export interface Mute {
  readonly id: string;
  readonly deployment: string;
  readonly kind: FindingKind | null;
  readonly column: string | null;
  readonly state: 'active' | 'lifted';
  readonly until: number;
  readonly why: string;
  readonly by: string;
  readonly at: number;
}

/** What each operation of the findings page takes and gives; of those that change something the page reads nothing but whether they did. */
export interface WatchOperations {
  readonly 'monitor.diagnoses': { readonly input: { readonly limit?: number }; readonly output: readonly Diagnosis[] };
  readonly 'monitor.history': { readonly input: { readonly limit?: number }; readonly output: WindowHistory };
  readonly 'monitor.distribution': {
    readonly input: { readonly at: number; readonly column: string; readonly group?: ColumnGroup; readonly by?: string; readonly segment?: string };
    readonly output: Distribution;
  };
  readonly 'monitor.examples': { readonly input: { readonly finding: string }; readonly output: readonly FindingExample[] };
  /** `ahead`: predictions so far ahead of all others that event time does not follow them. */
  readonly 'loop.status': { readonly input: object; readonly output: { readonly ahead: number } };
  readonly 'alerts.mutes': { readonly input: object; readonly output: readonly Mute[] };
  readonly 'alerts.acknowledge': { readonly input: { readonly alert: string; readonly why?: string }; readonly output: object };
  readonly 'alerts.mute': { readonly input: { readonly kind?: FindingKind; readonly column?: string; readonly for?: string; readonly why: string }; readonly output: object };
  readonly 'alerts.unmute': { readonly input: { readonly mute: string; readonly why?: string }; readonly output: object };
  readonly 'quarantine.release': { readonly input: { readonly from: number; readonly to: number; readonly why: string }; readonly output: object };
}
