import type { Instant } from '../../kernel/index.ts';

/** One measured value. The order of points is (step, at, value); the greatest is the latest. */
export interface Point {
  /** May be NaN; infinities are kept as the greatest finite doubles, as MLflow's record stores do. */
  readonly value: number;
  readonly at: Instant;
  readonly step: number;
}

/** A point of a named metric, as it is logged. */
export interface KeyedPoint extends Point {
  readonly key: string;
}

/** The latest point of a metric. */
export type LatestMetric = KeyedPoint;

/** A metric that was measured of a logged model, on a dataset. */
export interface ModelMetric extends KeyedPoint {
  readonly run: string;
  readonly datasetName: string | null;
  readonly datasetDigest: string | null;
}
