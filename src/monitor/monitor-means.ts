import type { Contract, SourceRows, Surroundings } from '../data/index.ts';
import type { Calendar, Digest, Interval } from '../kernel/index.ts';
import type { ReleaseRoom } from '../release/index.ts';
import type { Cost, MetricBrief } from '../scope/index.ts';
import type { ServeRoom } from '../serve/index.ts';
import type { Means } from '../store/index.ts';
import type { Alerting } from './alerts/alerting.ts';
import type { Judging, Learnt } from './performance/judging.ts';
import type { Monitoring } from './window.ts';

/** Who is told of alerts, and what sending needs. */
export interface AlertMeans extends Alerting {
  /** Where secrets are looked up. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Takes what goes to the log. */
  readonly log: (text: string) => void;
}

/** Where the raw rows of the training dataset come from: what was served can be held against them. */
export interface TrainingSource {
  /** The column that names a row, as `unitKey` names a unit. */
  readonly key: string;
  /** The column of event time. */
  readonly eventAt: string;
  rows(interval: Interval): Promise<SourceRows>;
}

/** What the verbs of this room work with: what they read of serving and of releases, and how the project is watched. */
export interface MonitorMeans {
  readonly means: Means;
  readonly serve: Pick<ServeRoom, 'deployment' | 'firstEventAt' | 'counts' | 'segmentedCounts' | 'predictions' | 'scores' | 'units'>;
  readonly releases: Pick<ReleaseRoom, 'load' | 'testRows'>;
  /** What is known of releases from their test rows, as far as it was asked for. */
  readonly learnt: Map<Digest, Promise<Learnt>>;
  readonly cost: Cost;
  readonly judging: Judging;
  readonly options: Required<Monitoring>;
  /** Of the time zone in `options`. */
  readonly calendar: Calendar;
  readonly source: TrainingSource;
  /** What the tests of a contract compare with beside a window. */
  readonly surroundings: (contract: Pick<Contract, 'tests'>) => Promise<Surroundings>;
  readonly metric: MetricBrief;
  readonly alerting: AlertMeans;
}
