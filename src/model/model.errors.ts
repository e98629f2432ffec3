import { defineErrors, errorKind, type Problem } from '../kernel/index.ts';

/** Everything that can be wrong with a model's bytes or with the way it is run. */
export const modelErrors = defineErrors('MODEL', {
  NOT_ONNX: errorKind<{ reason: string; offset: number }>({
    status: 400,
    message: (f) => `the bytes are not an ONNX model: ${f.reason} (at byte ${f.offset})`,
    remedy: () => 'export the model again as ONNX (one file, no external data) and upload it whole',
  }),
  UNSUITABLE: errorKind<{ problems: readonly Problem[] }>({
    status: 422,
    message: (f) =>
      `the model cannot be served: ${f.problems
        .slice(0, 5)
        .map((p) => `${p.path} ${p.message}`)
        .join('; ')}${f.problems.length > 5 ? `; and ${f.problems.length - 5} more` : ''}`,
    remedy: () =>
      'export it with one float input [N, features] (or one [N, 1] for each feature, by its name) and one float output [N, 1] (or [N, 2] class probabilities; zipmap off), all weights inside the file',
  }),
  NOT_COMPILABLE: errorKind<{ reason: string }>({
    status: 422,
    message: (f) => `the model cannot be compiled: ${f.reason}`,
    remedy: () => "load it with runtime 'auto' or 'onnxruntime', which run every ONNX graph",
  }),
  RUNTIME_MISSING: errorKind<{ tried: readonly string[] }>({
    status: 501,
    message: (f) => `no ONNX runtime could be loaded; tried ${f.tried.join(' and ')}`,
    remedy: () => 'npm install onnxruntime-node (or onnxruntime-web)',
  }),
  REFUSED: errorKind<{ runtime: string; reason: string }>({
    status: 422,
    message: (f) => `${f.runtime} refused the model: ${f.reason}`,
    remedy: () => 'export it with operators that this runtime knows, and check it with onnx.checker',
  }),
  RUN_FAILED: errorKind<{ reason: string }>({
    status: 500,
    message: (f) => `ONNX Runtime failed while it scored rows: ${f.reason}`,
    remedy: () => 'score the same rows where the model was made; if that works, export it with a newer converter',
  }),
  WORKER_ENDED: errorKind<{ reason: string }>({
    status: 503,
    message: (f) => `the thread that runs the model ended before it answered: ${f.reason}`,
    remedy: () => 'ask again, which starts another one; if it ends again, look at the memory of this machine',
  }),
  VALUE_NOT_WHOLE: errorKind<{ input: string; value: number }>({
    status: 422,
    message: (f) => `the model takes whole numbers for ${f.input}, and was given ${f.value}`,
    remedy: () => 'export it with float inputs, or make the feature a whole number that is never missing',
  }),
  SHAPE: errorKind<{ what: string; expected: string; actual: number }>({
    status: 400,
    message: (f) => `${f.what} must hold ${f.expected}; it holds ${f.actual}`,
    remedy: () => 'give the features in the order and number that the model was trained on',
  }),
  CLOSED: errorKind<Record<string, never>>({
    status: 409,
    message: () => 'the model has been closed',
    remedy: () => 'load it again before predicting',
  }),
});
