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
  ARCHIVE_INVALID: errorKind<{ reason: string }>({
    status: 422,
    message: (f) => `the model's directory cannot be packed, or its archive read: ${f.reason}`,
    remedy: () => 'log the model again with mlflow.<flavor>.log_model, and register or train again',
  }),
  FLAVOR_UNKNOWN: errorKind<{ flavors: readonly string[] }>({
    status: 422,
    message: (f) => `the model has ${f.flavors.length === 0 ? 'no flavor that can be read' : `the flavors ${f.flavors.join(', ')}`}, and neither onnx nor python_function`,
    remedy: () => 'log it with a flavor of Python (mlflow.sklearn, mlflow.xgboost, mlflow.pyfunc …) or as ONNX (mlflow.onnx.log_model)',
  }),
  SIGNATURE_UNSUITABLE: errorKind<{ problems: readonly Problem[] }>({
    status: 422,
    message: (f) =>
      `the model takes what it will not be given: ${f.problems
        .slice(0, 5)
        .map((p) => `${p.path} ${p.message}`)
        .join('; ')}${f.problems.length > 5 ? `; and ${f.problems.length - 5} more` : ''}`,
    remedy: () => 'train it on the columns of {inputs.train} (the features) or {inputs.rows} (the raw row), and log it with a signature of them (input_example or infer_signature)',
  }),
  NOT_LOADED: errorKind<{ python: string; reason: string; at: readonly string[] }>({
    status: 422,
    message: (f) => `${f.python} cannot load the model: ${f.reason}${f.at.length === 0 ? '' : ` (at ${f.at.join(' < ')})`}`,
    remedy: () => 'install what its requirements.txt names in the environment of the project, mlflow among it, and try mlflow.pyfunc.load_model there',
  }),
  SCORES_UNSUITABLE: errorKind<{ reason: string }>({
    status: 422,
    message: (f) => `the model does not give the probability of label 1: ${f.reason}`,
    remedy: () => 'log a classifier with predict_proba that was trained on labels 0 and 1, or a model whose predict gives one probability a row (or two: of label 0 and 1)',
  }),
  ROWS_FAILED: errorKind<{ reason: string; at: readonly string[] }>({
    status: 500,
    message: (f) => `the model failed while it scored rows: ${f.reason}${f.at.length === 0 ? '' : ` (at ${f.at.join(' < ')})`}`,
    remedy: () => 'score the same rows with mlflow.pyfunc.load_model where the model was made; missing values and unseen texts are the usual reasons',
  }),
  PROGRAM_ENDED: errorKind<{ reason: string; printed: string }>({
    status: 503,
    message: (f) => `the Python process that runs the model ended before it answered: ${f.reason}${f.printed === '' ? '' : `; it printed: ${f.printed}`}`,
    remedy: () => 'ask again, which starts another one; if it ends again, look at the memory of this machine',
  }),
  PROGRAM_LATE: errorKind<{ seconds: number; printed: string }>({
    status: 504,
    message: (f) => `the Python process that runs the model did not answer within ${f.seconds} s and was ended${f.printed === '' ? '' : `; it printed: ${f.printed}`}`,
    remedy: () => 'ask for fewer rows at once, or log a smaller model; the next question starts another process',
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
