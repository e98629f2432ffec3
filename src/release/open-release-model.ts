import type { Columns } from '../data/index.ts';
import { type Digest, isCapstanError, type Problem } from '../kernel/index.ts';
import { loadModel, type MlflowModel, openMlflowModel, verifyModel } from '../model/index.ts';
import type { MlflowRuntime } from '../train/index.ts';
import type { FoundPython } from '../work/index.ts';
import { findDifferences } from './find-differences.ts';
import { releaseErrors } from './release.errors.ts';
import type { Runtime } from './runtimes.ts';

/** A unit that its contract let pass. */
export interface ReadyUnit {
  readonly features: Float64Array;
  /** The raw row, typed. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A release's model, ready to score units. */
export interface ReleaseModel {
  readonly runtime: Runtime;
  /** Of the model's file. */
  readonly bytes: number;
  /** The score of one unit at once; only of a compiled model. */
  readonly predict: ((features: Float64Array) => number) | null;
  score(units: readonly ReadyUnit[]): Promise<Float64Array>;
  /** Makes sure that it can answer here. Throws RELEASE_ENVIRONMENT_DIFFERS, WORK_PYTHON_MISSING, WORK_PYTHON_INDIRECT, MODEL_NOT_LOADED, MODEL_PROGRAM_ENDED. */
  warm(): Promise<void>;
  /** What it holds only to answer soon may go. */
  rest(): void;
  /** The next score comes from a process that has answered nothing yet, where there is one. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A model's verified bytes: ONNX in memory, or the packed directory of a model of MLflow as a file. */
export type ModelSource = { readonly onnx: Uint8Array } | { readonly archive: string; readonly size: number; readonly runtime: MlflowRuntime };

/** What a model is opened for. */
export interface ModelPurpose {
  readonly release: Digest;
  readonly features: readonly string[];
  readonly columns: Columns;
  /** Those that it is to tell apart; then scores are their probabilities, a unit after the other. */
  readonly classes?: readonly string[];
  /** The interpreter that runs models of MLflow here. Throws WORK_PYTHON_MISSING, WORK_PYTHON_INDIRECT, RELEASE_PYTHON_UNSET. */
  readonly python: () => FoundPython;
}

/** What keeps a model from being opened for a release: it takes other columns than there are. */
export async function modelProblems(source: ModelSource, purpose: ModelPurpose): Promise<readonly Problem[]> {
  if ('onnx' in source) return verifyModel(source.onnx, expectedOf(purpose));
  try {
    await openPacked(source, purpose);
    return [];
  } catch (error) {
    if (isCapstanError(error, 'MODEL_SIGNATURE_UNSUITABLE')) return error.facts['problems'] as readonly Problem[];
    throw error;
  }
}

/** Opens it. Python is not started, nor looked for, before the first score. Throws what `loadModel` and `openMlflowModel` throw. */
export async function openReleaseModel(source: ModelSource, purpose: ModelPurpose): Promise<ReleaseModel> {
  if ('onnx' in source) return openOnnx(source.onnx, purpose);
  const model = await openPacked(source, purpose);
  const at = model.columns.map(({ name, from }) => ({ name, index: from === 'features' ? purpose.features.indexOf(name) : -1 }));
  return {
    runtime: 'mlflow',
    bytes: source.size,
    predict: null,
    score: (units) =>
      model.predict({
        count: units.length,
        columns: at.map(({ name, index }) => units.map(({ features, inputs }) => (index < 0 ? (inputs[name] as string | number | boolean | null) : features[index]!))),
      }),
    warm: async () => void (await model.warm()),
    rest: () => model.rest(),
    restart: () => model.restart(),
    close: () => model.close(),
  };
}

const expectedOf = ({ features, classes }: Pick<ModelPurpose, 'features' | 'classes'>) => ({ features, ...(classes && { classes }) });

async function openOnnx(bytes: Uint8Array, purpose: ModelPurpose): Promise<ReleaseModel> {
  const model = await loadModel(bytes, { ...expectedOf(purpose), thread: 'own' });
  const width = purpose.features.length;
  return {
    runtime: model.runtime,
    bytes: bytes.byteLength,
    predict: model.runtime === 'compiled' ? (row) => model.predict(row) : null,
    score(units) {
      const matrix = new Float32Array(units.length * width);
      units.forEach((unit, row) => matrix.set(unit.features, row * width));
      return model.predictBatch(matrix, units.length);
    },
    warm: () => Promise.resolve(),
    rest: () => undefined,
    restart: () => Promise.resolve(),
    close: () => model.close(),
  };
}

const openPacked = (source: Extract<ModelSource, { archive: string }>, purpose: ModelPurpose): Promise<MlflowModel> =>
  openMlflowModel(source.archive, {
    offered: { features: purpose.features, inputs: purpose.columns },
    ...(purpose.classes ? { answers: { classes: purpose.classes } } : source.runtime.answers === 'number' && { answers: 'number' }),
    python() {
      const python = purpose.python();
      const differences = findDifferences(source.runtime, python);
      if (differences.length > 0) throw releaseErrors.ENVIRONMENT_DIFFERS({ release: purpose.release, python: python.program, differences });
      return python;
    },
  });
