import type { DeclineDesign, ErrorRefusal, EstimateRefusal } from '../../stats/index.ts';
import type { ScopeMetricName } from '../../scope/index.ts';
import type { DecisionScores, Unit } from '../../serve/index.ts';
import type { Figure } from '../../train/index.ts';
import type { PerformanceReport } from '../window.ts';
import type { Calibration } from './evaluated-table.ts';

/** Test rows of a release as it answers them, and what came true. */
export interface ScoredRows {
  readonly inputs: readonly Readonly<Record<string, unknown>>[];
  readonly features: readonly Float64Array[];
  readonly scores: Float64Array;
  readonly labels: Float64Array;
  /** Of several classes: of each row by name. */
  readonly probabilities?: readonly NonNullable<Unit['probabilities']>[];
  /** 1 where it acts. */
  readonly decided: Uint8Array;
}

/** What labels are expected to measure, or why nobody can say. */
export type Estimated = { readonly refusal: EstimateRefusal | ErrorRefusal } | { readonly refusal: null; readonly metrics: readonly Figure[] };

/** A unit as an estimate looks at it. */
export type AnsweredUnit = Pick<Unit, 'score' | 'decision' | 'features' | 'predicted' | 'probabilities'>;

/** What is known of a release from its test rows. */
export interface Learnt {
  /** Estimates how it does on units whose labels are not known; all of them are its own and have a score. */
  estimate(units: readonly AnsweredUnit[]): Promise<Estimated>;
  /** The same of units whose scores were counted, or null where that takes more than scores. */
  readonly estimateCounted: ((scores: readonly DecisionScores[]) => Promise<Estimated>) | null;
  /** By how much more each labelled unit lost than was promised, in [-1, 1]; 0 on average as long as the release does as it did. */
  excess(units: readonly Unit[]): Float64Array;
  /** The excess that is natural, and the one that matters. */
  readonly decline: DeclineDesign;
}

/** A figure whose estimates are held against labels; `natural` is by how much single days of a healthy model differ from an estimate of this value. */
export interface ToldByLabels {
  readonly metric: string;
  natural(estimate: number): number;
}

/** How answers of one kind are judged: `judgingOf` is the one place where this room asks what the task is. */
export interface Judging {
  readonly metric: ScopeMetricName;
  /** Learns from test rows. The same rows and seed give the same. */
  learn(rows: ScoredRows, seed: string): Promise<Learnt>;
  /** The same for the rows of one segment. */
  learnPart(whole: Learnt, rows: ScoredRows, seed: string): Promise<Learnt>;
  /** Every metric of labelled units. */
  measure(units: readonly Unit[]): readonly Figure[];
  /** What of a release's figures on a window's units takes the units themselves, not only what is tallied of them. */
  exact?(units: readonly Unit[], of: Pick<PerformanceReport, 'release' | 'role'>): Pick<PerformanceReport, 'metrics'>;
  /** How scores agree with rates; null where they are no probabilities. */
  calibration(units: readonly Unit[]): Calibration | null;
  readonly told: readonly ToldByLabels[];
  /** By what gaps of the mean score are large or small. */
  readonly scale: number;
  /** In words, before a figure: how much worse a window was, what a stream of errors is, what the mean score and the mean label are called. */
  readonly words: { readonly decline: string; readonly errors: string; readonly score: string; readonly label: string };
}
