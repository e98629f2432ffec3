import type { Digest, Instant } from '../kernel/index.ts';

/** What a release is, by content: its id is the digest of this. Everything but `format` and `project` is a blob's digest. */
export interface ReleaseManifest {
  readonly format: 'capstan-release-1';
  readonly project: string;
  /** ONNX. */
  readonly model: Digest;
  /** The bundled feature module (ESM, no imports). */
  readonly featureCode: Digest;
  readonly featureState: Digest;
  readonly inputContract: Digest;
  readonly outputContract: Digest;
  readonly rules: Digest;
  /** `ReferenceProfile`: raw inputs, features and score, with their natural variation. */
  readonly referenceProfile: Digest;
}

/** The parts of a release, as they are named when one was changed. */
export const RELEASE_PARTS = ['model', 'featureCode', 'featureState', 'inputContract', 'outputContract', 'rules', 'referenceProfile'] as const;
export type ReleasePart = (typeof RELEASE_PARTS)[number];

/** A release and the facts about it. */
export interface Release {
  /** Digest of the manifest's canonical JSON, and the name of the blob that holds it. */
  readonly id: Digest;
  readonly manifest: ReleaseManifest;
  readonly createdAt: Instant;
  /** Event time up to which its training data reaches. */
  readonly trainedUntil: Instant;
  /** The run that made the model, or null for a change of rules alone. */
  readonly run: string | null;
  readonly parent: Digest | null;
  readonly kind: 'model' | 'rules';
  readonly note: string;
  /** Event time of its making. */
  readonly eventAt: Instant;
  /** Blob of the `Evaluation`; a change of rules alone keeps its base's. */
  readonly evaluation: Digest;
  /** Blob of the test rows (Parquet: raw input columns and `label`). */
  readonly testRows: Digest;
}

/** One test of a gate. */
export interface GateCheck {
  readonly name: string;
  readonly passed: boolean;
  /** What was measured, and the bound, in words with figures. */
  readonly detail: string;
}

/** What the gate said of a candidate: every check, whether or not an earlier one failed. */
export interface GateReport {
  readonly passed: boolean;
  readonly checks: readonly GateCheck[];
  /** The id that the candidate has as a release with the rules it was judged with. */
  readonly release: Digest;
}

/** The bounds of the gate. */
export interface Gate {
  /** How far a slice's AUC may lie below the baseline's on the same rows. @default 0.02 */
  readonly sliceTolerance?: number;
  /** How far the candidate's AUC may lie below the champion's on the candidate's test rows. @default 0.005 */
  readonly championTolerance?: number;
  /** Bytes of all parts of a release. @default 10_000_000 */
  readonly maxBytes?: number;
  /** Microseconds a row, features, model and rules together. @default 500 */
  readonly maxMicrosPerRow?: number;
}
