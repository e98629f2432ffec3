import type { Digest, Instant } from '../kernel/index.ts';
import type { ColumnProfile, NaturalBounds, NaturalVariation, Segmentation, TableProfile, WeeklyBounds } from '../data/index.ts';

/** What training hands to the gate: blobs by digest, and the run that made them. */
export interface Candidate {
  readonly run: string;
  /** ONNX, or the packed directory of a model of MLflow. */
  readonly model: Digest;
  /** `MlflowRuntime` as JSON: how a model that is not ONNX is run. */
  readonly runtime?: Digest;
  /** The classes that it tells apart, in the order of their names, as JSON; absent where it tells none. */
  readonly classes?: Digest;
  /** The bundled feature module: ESM without imports, default export `Features`. */
  readonly featureCode: Digest;
  /** JSON, as `fit` returned it. */
  readonly featureState: Digest;
  /** `Contract` of a request, as JSON. */
  readonly inputContract: Digest;
  /** `Contract` of the score, as JSON. */
  readonly outputContract: Digest;
  /** `Evaluation` as JSON. */
  readonly evaluation: Digest;
  /** `ReferenceProfile` in binary. */
  readonly referenceProfile: Digest;
  /** The test rows as Parquet: the raw input columns and `label`. */
  readonly testRows: Digest;
  /** Event time up to which the training data reaches. */
  readonly trainedUntil: Instant;
}

/** What live data is compared with: profiles of the data a model was made from, and how far its single days lie from the whole. */
export interface ReferenceProfile {
  readonly inputs: TableProfile;
  readonly features: TableProfile;
  readonly score: ColumnProfile;
  /** Of several classes: `predicted`, then the probability of each; absent elsewhere. */
  readonly classes?: readonly ColumnProfile[];
  /** One entry a column; raw inputs by name, features by name, the score as `score`, and those of classes. */
  readonly natural: readonly NaturalVariation[];
  /** IANA name of the time zone whose days these are; UTC when absent. */
  readonly timeZone?: string;
  /** The same of the segments of raw inputs that the project watches; absent when it watches none. */
  readonly segmentations?: readonly SegmentedReference[];
}

/** The column of a class's probability. */
export const columnOfClass = (name: string): string => `score of ${name}`;

/** The columns of answers, as they are counted: the score, and those of classes. */
export const answerColumns = ({ score, classes = [] }: Pick<ReferenceProfile, 'score' | 'classes'>): readonly ColumnProfile[] => [score, ...classes];

/** What the segments of one input are compared with, each with its own. */
export interface SegmentedReference extends Segmentation {
  /** How far the shares of the segments lie from those of all days, one distance a day. */
  readonly mixes: readonly number[];
  /** Where the mix differs by the part of the week; cells are the segments. */
  readonly weekly?: WeeklyBounds;
  /** One a value of the segmentation, in its order. */
  readonly segments: readonly SegmentReference[];
}

/** What live data of one segment is compared with. */
export interface SegmentReference {
  readonly rows: number;
  /** Its rows in the cells of the whole's columns (inputs, features, score, classes): what the whole is expected to be under another mix. */
  readonly cells: readonly (readonly number[])[];
  /** Its own profiles and bounds, in the same order; null when it has too few rows to be judged by itself. */
  readonly own: OwnReference | null;
}

/** Profiles of one segment's rows, without what no verdict reads. */
export interface OwnReference {
  readonly inputs: TableProfile;
  readonly features: TableProfile;
  readonly score: ColumnProfile;
  readonly classes?: readonly ColumnProfile[];
  /** Of inputs, features, score and classes, in this order. */
  readonly natural: readonly SegmentBounds[];
}

/** How far the days of a segment go. Its range is the whole's, and so is how far a day may go beyond it. */
export type SegmentBounds = Omit<NaturalBounds, 'outsideRate'>;
