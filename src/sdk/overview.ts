/** The seven rooms of a model's life, in order. */
export type LifeStage = 'scope' | 'data' | 'train' | 'release' | 'serve' | 'monitor' | 'loop';

/** `good`: nothing to do; `busy`: at work; `attention`: a person should look; `empty`: has not begun. */
export type LifeStageState = 'good' | 'busy' | 'attention' | 'empty';

/** Where one stage of the life cycle stands: a headline of two or three words and a sentence. */
export interface LifeStageStatus {
  readonly stage: LifeStage;
  readonly state: LifeStageState;
  readonly headline: string;
  readonly detail: string;
}

/** What a page needs to name a release: `name` is short and stays (`r1`, `r2`, … in order of making). */
export interface ReleaseBrief {
  readonly id: string;
  readonly short: string;
  readonly name: string;
  readonly kind: 'model' | 'rules';
  /** Event time, ms. */
  readonly createdAt: number;
  readonly note: string;
}

/** The metric that the scope asks for. */
export interface MetricBrief {
  readonly name: 'auc' | 'rmse' | 'mae' | 'accuracy' | 'macroF1' | 'logLoss';
  /** As people write it. */
  readonly title: string;
  readonly better: 'higher' | 'lower';
  readonly goal: number;
  /** What it is counted in; empty for AUC. */
  readonly unit: string;
}

/** How one release did on one day's matured units. Costs are per unit in the scope's terms; the gap is mean score minus mean label. */
export interface QualityOverview {
  /** By the scope's metric. */
  readonly value: number | null;
  /** 95 % interval of it. */
  readonly low: number | null;
  readonly high: number | null;
  readonly cost: number;
  readonly calibrationGap: number;
  readonly units: number;
}

/** One day of quality: the living model beside the first release, which stays on as a shadow and is never retrained. */
export interface QualityDay {
  /** Start of the UTC day, ms. */
  readonly day: number;
  readonly champion: QualityOverview | null;
  readonly baseline: QualityOverview | null;
  /** True while labels may still arrive. */
  readonly provisional: boolean;
  /** True when a paging finding keeps the day out of training and trials. */
  readonly quarantined: boolean;
}

export const TIMELINE_KINDS = ['release', 'gate_refused', 'shadow', 'live', 'promoted', 'rolled_back', 'futile', 'undecided', 'alert', 'retrain', 'data'] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** Something that happened to the deployment, at an event time in ms. `release` is a release's id. */
export interface TimelineEvent {
  readonly at: number;
  readonly kind: TimelineKind;
  readonly title: string;
  readonly detail: string;
  readonly release?: string;
}

/** A stretch of event time in which one release was champion; `to` is null for the one that still is. */
export interface Reign {
  readonly release: string;
  readonly from: number;
  readonly to: number | null;
}

/** One column of one day against the release's reference: `ratio` = distance / natural, so 1 is as far as natural change goes. */
export interface DriftCell {
  readonly ratio: number;
  /** Total variation distance, 0..1. */
  readonly distance: number;
  readonly natural: number;
}

/** Drift by column and day; `cells[column][day]`, null where a day has no traffic. */
export interface DriftOverview {
  readonly days: readonly number[];
  readonly columns: readonly { readonly name: string; readonly group: 'input' | 'feature' | 'score' }[];
  readonly cells: readonly (readonly (DriftCell | null)[])[];
}

/** What was found, where, since when, how bad, and what to do. */
export interface FindingOverview {
  readonly id: string;
  readonly at: number;
  readonly since: number;
  readonly kind: string;
  /** A raw column, a feature, `score`, or `*` for the whole window. */
  readonly column: string;
  readonly urgency: 'page' | 'notice';
  readonly effect: number;
  readonly natural: number;
  readonly message: string;
  readonly remedy: string;
  readonly harm: null | {
    readonly metric: string;
    readonly quality: number;
    readonly reference: number;
    readonly costPerUnit: number;
    readonly cost: number;
  };
}

/** State of a stage's sequential test after a day: evidence for the challenger (`e`), evidence that it is not worth it (`futilityE`). */
export interface TrialPoint {
  readonly at: number;
  readonly units: number;
  readonly e: number;
  readonly futilityE: number;
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

/**
 * One stage of a trial. `effect` is the cost per unit that the challenger saves (champion minus challenger: positive is better),
 * with an interval that is valid at any time. `e` decides at `threshold` (1/alpha), `futilityE` at `futility`.
 */
export interface TrialChart {
  readonly units: number;
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  readonly threshold: number;
  readonly futility: number;
  /** The effect that the test asks about, in cost per unit saved: 0 for superiority, minus the margin for non-inferiority. @default 0 */
  readonly bound?: number;
  readonly points: readonly TrialPoint[];
  /** What was left out of windows, because findings say that it tells nothing of the challenger; absent where nothing was. */
  readonly leftOut?: readonly LeftOutOfTrial[];
  readonly verdict: string;
}

/** Units of a window that a trial leaves out. */
export interface LeftOutOfTrial {
  readonly from: number;
  readonly to: number;
  /** How many; null for all of the window. */
  readonly units: number | null;
  readonly why: string;
  /** Ids of the findings that say so. */
  readonly findings: readonly string[];
}

export interface GuardrailChart {
  readonly name: string;
  readonly threshold: number;
  readonly points: readonly { readonly at: number; readonly e: number }[];
}

/** Live traffic: besides its test, the share of traffic that the challenger decided for, and the guardrails on harm. */
export interface LiveTrialChart extends TrialChart {
  readonly shares: readonly { readonly at: number; readonly share: number }[];
  readonly guardrails: readonly GuardrailChart[];
}

/** One challenger's way, through shadow and live traffic to its end. */
export interface TrialOverview {
  readonly rollout: string;
  readonly release: string;
  readonly title: string;
  readonly state: string;
  readonly why: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly shadow: TrialChart | null;
  readonly live: LiveTrialChart | null;
}

export interface OverviewTotals {
  readonly windows: number;
  readonly predictions: number;
  readonly refused: number;
  readonly labels: number;
  readonly alerts: number;
  readonly retrains: number;
  readonly promotions: number;
  readonly rollbacks: number;
  readonly refusedByGate: number;
}

export interface DeploymentOverview {
  readonly name: string;
  readonly champion: ReleaseBrief;
  readonly challenger: null | { readonly release: ReleaseBrief; readonly share: number; readonly state: string };
  readonly shadows: readonly ReleaseBrief[];
}

/**
 * The state of a model's life on one page: what `GET /v1/overview` answers.
 * All times are event times in ms UTC; lists are in ascending order of time. Numbers are finite (an e-value beyond 1e300 is 1e300).
 */
export interface Overview {
  readonly project: string;
  readonly question: string;
  readonly owners: Readonly<Record<string, string>>;
  readonly metric: MetricBrief;
  /** Event-time watermark; 0 before the first prediction. */
  readonly now: number;
  readonly stages: readonly LifeStageStatus[];
  readonly totals: OverviewTotals;
  readonly deployment: DeploymentOverview | null;
  /** In order of making. */
  readonly releases: readonly ReleaseBrief[];
  readonly timeline: readonly TimelineEvent[];
  readonly reigns: readonly Reign[];
  readonly quality: readonly QualityDay[];
  readonly drift: DriftOverview;
  readonly findings: readonly FindingOverview[];
  readonly trials: readonly TrialOverview[];
}
