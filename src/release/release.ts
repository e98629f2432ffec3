import { type Digest, digestSchema, type Instant, orNull, Type, type ValueOf } from '../kernel/index.ts';

export const releaseManifestSchema = Type.Object(
  {
    format: Type.Literal('capstan-release-1'),
    project: Type.String(),
    model: digestSchema('ONNX, or the packed directory of a model of MLflow'),
    featureCode: digestSchema('the bundled feature module: ESM, no imports'),
    featureState: digestSchema('JSON, as `fit` returned it'),
    inputContract: digestSchema('the contract of a request, as JSON'),
    outputContract: digestSchema('the contract of an answer, as JSON'),
    rules: digestSchema('the rules, as JSON'),
    referenceProfile: digestSchema('raw inputs, features and score of the training data, with their natural variation'),
    classes: Type.Optional(digestSchema('the classes that it tells apart, in the order of their names, as JSON')),
    runtime: Type.Optional(digestSchema('how a model that is not ONNX is run, and with which Python it was measured, as JSON')),
  },
  { description: 'what the release is, by content: its id is the digest of this' },
);

/** What a release is, by content: its id is the digest of this. Everything but `format` and `project` is a blob's digest. */
export type ReleaseManifest = ValueOf<typeof releaseManifestSchema>;

export const registeredOriginSchema = Type.Object(
  {
    name: Type.String(),
    version: Type.Integer(),
    run: orNull(Type.String({ description: 'the run that logged it, as its client named it' })),
  },
  { description: 'the registered model version that the release was made of' },
);

/** A registered model version whose model somebody trained elsewhere. */
export type RegisteredOrigin = ValueOf<typeof registeredOriginSchema>;

/** The parts of a release, as they are named when one was changed. */
export const RELEASE_PARTS = ['model', 'featureCode', 'featureState', 'inputContract', 'outputContract', 'rules', 'referenceProfile'] as const;
export type ReleasePart = (typeof RELEASE_PARTS)[number];
/** Parts that not every release has; one that is absent is not in the text of the manifest. */
export const OPTIONAL_PARTS = ['runtime', 'classes'] as const;
export type AnyPart = ReleasePart | (typeof OPTIONAL_PARTS)[number];

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
  /** The registered model version that it was made of. */
  readonly registered?: RegisteredOrigin;
  /** Blob of the `Evaluation`; a change of rules alone keeps its base's. */
  readonly evaluation: Digest;
  /** Blob of the test rows (Parquet: raw input columns and `label`). */
  readonly testRows: Digest;
}

const gateCheckSchema = Type.Object({
  name: Type.String(),
  passed: Type.Boolean(),
  detail: Type.String({ description: 'what was measured, and the bound, in words with figures' }),
});

/** One test of a gate. */
export type GateCheck = ValueOf<typeof gateCheckSchema>;

export const gateReportSchema = Type.Object(
  {
    passed: Type.Boolean(),
    checks: Type.Array(gateCheckSchema),
    release: digestSchema('the id that the candidate has as a release with the rules it was judged with'),
  },
  { description: 'every check of the gate, whether or not an earlier one failed' },
);

/** What the gate said of a candidate: every check, whether or not an earlier one failed. */
export type GateReport = ValueOf<typeof gateReportSchema>;

/** The bounds of the gate. */
export interface Gate {
  /** How much worse a slice may be than the baseline on the same rows: a difference of AUC, accuracy or macro F1, or a share of its RMSE, MAE or log loss. @default 0.02 */
  readonly sliceTolerance?: number;
  /** How much worse the candidate may be than the champion on the candidate's test rows: a difference of AUC, accuracy or macro F1, or a share of its RMSE, MAE or log loss. @default 0.005 */
  readonly championTolerance?: number;
  /** Bytes of all parts of a release. @default 10_000_000 */
  readonly maxBytes?: number;
  /** Microseconds a row, features, model and rules together. @default 500 */
  readonly maxMicrosPerRow?: number;
}
