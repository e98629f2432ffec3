import type { Digest, Instant } from '../kernel/index.ts';
import type { ColumnProfile, NaturalVariation, TableProfile } from '../data/index.ts';

/** What training hands to the gate: blobs by digest, and the run that made them. */
export interface Candidate {
  readonly run: string;
  /** ONNX, or the packed directory of a model of MLflow. */
  readonly model: Digest;
  /** `MlflowRuntime` as JSON: how a model that is not ONNX is run. */
  readonly runtime?: Digest;
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
  /** One entry a column; raw inputs by name, features by name, the score as `score`. */
  readonly natural: readonly NaturalVariation[];
}
