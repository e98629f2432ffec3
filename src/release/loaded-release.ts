import type { Columns, Contract, Violation } from '../data/index.ts';
import type { Digest } from '../kernel/index.ts';
import type { Evaluation, MlflowRuntime, ReferenceProfile } from '../train/index.ts';
import type { Runtime } from './runtimes.ts';
import type { Release, ReleaseManifest } from './release.ts';
import type { Rules } from './rules.ts';

/** Probabilities of classes by their names; they add up to 1. */
export type Probabilities = Readonly<Record<string, number>>;

/** What a release makes of one unit. */
export interface Decided {
  /** The inputs as contracts and features saw them: absent values null, instants in ms; undeclared members are kept. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the contracts found. One of severity `error` refuses the unit; `warn` only flags it. */
  readonly violations: readonly Violation[];
  /** True when no decision was made; then `score`, `decision` and `rule` are null. */
  readonly refused: boolean;
  /** In the order of `featureNames`, NaN where missing; null when the inputs were refused. */
  readonly features: Float64Array | null;
  readonly score: number | null;
  /** Of several classes: the most probable one, whose probability the score is. */
  readonly predicted?: string | null;
  /** Of several classes: the probability of each, by its name. */
  readonly probabilities?: Probabilities | null;
  readonly decision: string | null;
  /** The row of the rules that decided; null when none did. */
  readonly rule: string | null;
  readonly reason: string;
}

/** A release in memory: every byte verified, its code loaded, its rules compiled. */
export interface LoadedRelease {
  readonly id: Digest;
  readonly manifest: ReleaseManifest;
  /** The facts about it; null while a candidate is judged. */
  readonly release: Release | null;
  readonly evaluation: Evaluation;
  readonly reference: ReferenceProfile;
  /** The contract of a request. */
  readonly inputContract: Contract;
  /** The contract of an answer: its score and decision, and the inputs beside them. */
  readonly outputContract: Contract;
  /** The raw columns of a request, with their tests. */
  readonly inputColumns: Columns;
  readonly featureNames: readonly string[];
  /** Those that it tells apart; absent where it tells none. */
  readonly classes?: readonly string[];
  readonly rules: Rules;
  /** All parts together, in bytes. */
  readonly bytes: number;
  /** What runs the model. */
  readonly runtime: Runtime;
  /** How a model of MLflow is run; null for ONNX. */
  readonly mlflow: MlflowRuntime | null;
  /** True when the model is compiled, so that `decide` can be used. */
  readonly immediate: boolean;
  /**
   * Contract, features, model and rules of one unit, synchronously: tens of microseconds.
   * Throws RELEASE_NOT_IMMEDIATE when the model needs ONNX Runtime or Python, RELEASE_FEATURES_FAILED when the feature code is at fault.
   */
  decide(inputs: Readonly<Record<string, unknown>>): Decided;
  /** The same for many units at once, with any model. Throws MODEL_* when a model that runs elsewhere does not answer. */
  decideBatch(inputs: readonly Readonly<Record<string, unknown>>[]): Promise<readonly Decided[]>;
  /**
   * Makes sure that it can answer here, and soon; for whoever is about to serve from it. Throws RELEASE_ENVIRONMENT_DIFFERS, WORK_PYTHON_MISSING, MODEL_NOT_LOADED and others when a model
   * of MLflow cannot be run here; ONNX can be run anywhere.
   */
  warm(): Promise<void>;
  /** For whoever serves from it no more: a process that runs its model may end. */
  rest(): void;
  /** The next answer comes from a process that has answered nothing yet, where there is one. */
  restart(): Promise<void>;
  /** The features that `decide` makes of these inputs, without asking the model; null when the contract refuses them. Throws RELEASE_FEATURES_FAILED. */
  featuresOf(inputs: Readonly<Record<string, unknown>>): Float64Array | null;
  /** Frees the model. */
  close(): Promise<void>;
}
