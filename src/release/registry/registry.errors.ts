import { defineErrors, errorKind, shortDigest } from '../../kernel/index.ts';

/** What can go wrong in the model registry. What is wrong with a name or a source is said in MLflow's words, whose limits they are. */
export const registryErrors = defineErrors('REGISTRY', {
  MODEL_UNKNOWN: errorKind<{ name: string }>({
    status: 404,
    message: (f) => `there is no registered model ${f.name}`,
    remedy: () => 'search the registered models, or create it first',
  }),
  MODEL_EXISTS: errorKind<{ name: string; kind: string; taken: string }>({
    status: 409,
    message: (f) => `there is a ${f.taken.toLowerCase()} ${f.name} already`,
    remedy: () => 'use the one that is there, or choose another name',
  }),
  VERSION_UNKNOWN: errorKind<{ name: string; version: number }>({
    status: 404,
    message: (f) => `the registered model ${f.name} has no version ${f.version}`,
    remedy: (f) => `search the versions of ${f.name}`,
  }),
  NO_VERSIONS: errorKind<{ name: string }>({
    status: 404,
    message: (f) => `the registered model ${f.name} has no version yet`,
    remedy: () => 'register a version first',
  }),
  ALIAS_UNKNOWN: errorKind<{ name: string; alias: string }>({
    status: 404,
    message: (f) => `the registered model ${f.name} has no alias ${f.alias}`,
    remedy: (f) => `look at the aliases of ${f.name}`,
  }),
  DEPLOYED: errorKind<{ name: string; what: string }>({
    status: 409,
    message: (f) => `the registered model ${f.name} has the releases of the deployment ${f.name} and cannot ${f.what}`,
    remedy: () => 'move the alias champion to another version, or register under another name',
  }),
  RELEASED: errorKind<{ name: string; version: number; release: string }>({
    status: 409,
    message: (f) => `version ${f.version} of ${f.name} is the release ${shortDigest(f.release)}, and releases stay`,
    remedy: () => 'move it to the stage Archived',
  }),
  NOT_RELEASED: errorKind<{ name: string; version: number }>({
    status: 409,
    message: (f) => `version ${f.version} of ${f.name} is no release yet: it has passed no gate, so that it cannot become the champion`,
    remedy: (f) => `make it one with \`capstan release ${f.name}/${f.version}\``,
  }),
  NOT_RUNNABLE: errorKind<{ name: string; version: number; flavors: readonly string[] }>({
    status: 422,
    message: (f) =>
      `version ${f.version} of ${f.name} has ${f.flavors.length === 0 ? 'no flavor that can be read' : `the flavors ${f.flavors.join(', ')}`}, and neither onnx nor python_function`,
    remedy: () => 'it can be registered, compared and downloaded as it is; to release it, log it with a flavor of Python or as ONNX (mlflow.onnx.log_model) and register that',
  }),
  TRIAL_FIRST: errorKind<{ name: string; version: number; release: string }>({
    status: 409,
    message: (f) =>
      `version ${f.version} of ${f.name} was queued for a trial against the champion, as the policy of the project wants it; the alias moves by itself when the trial is won`,
    remedy: () => 'look at the trial with `capstan status`',
  }),
  INPUT_INVALID: errorKind<{ problems: readonly string[] }>({
    status: 400,
    message: (f) => f.problems.join(' '),
    remedy: () => 'correct what is named; nothing was changed',
  }),
  SOURCE_INVALID: errorKind<{ source: string; reason: string }>({
    status: 400,
    message: (f) => `Invalid model version source: '${f.source}'. ${f.reason}`,
    remedy: () => 'register a model that a run logged, by its models:/, runs:/ or mlflow-artifacts:/ address, together with that run or model',
  }),
});
