import { defineErrors, errorKind } from '../../kernel/index.ts';

/** What can go wrong in the model registry. Messages are the ones that MLflow's clients know. */
export const registryErrors = defineErrors('REGISTRY', {
  MODEL_UNKNOWN: errorKind<{ name: string }>({
    status: 404,
    message: (f) => `Registered Model with name=${f.name} not found`,
    remedy: () => 'search the registered models, or create it first',
  }),
  MODEL_EXISTS: errorKind<{ name: string; kind: string; taken: string }>({
    status: 409,
    message: (f) =>
      f.kind === f.taken
        ? `${f.kind} (name=${f.name}) already exists.`
        : `Tried to create a ${f.kind.toLowerCase()} with name '${f.name}', but the name is already taken by a ${f.taken.toLowerCase()}. A model and a prompt cannot have the same name.`,
    remedy: () => 'use the one that is there, or choose another name',
  }),
  VERSION_UNKNOWN: errorKind<{ name: string; version: number }>({
    status: 404,
    message: (f) => `Model Version (name=${f.name}, version=${f.version}) not found`,
    remedy: (f) => `search the versions of ${f.name}`,
  }),
  NO_VERSIONS: errorKind<{ name: string }>({
    status: 404,
    message: (f) => `Latest version not found for model ${f.name}.`,
    remedy: () => 'register a version first',
  }),
  ALIAS_UNKNOWN: errorKind<{ name: string; alias: string }>({
    status: 400,
    message: (f) => `Registered model alias ${f.alias} not found.`,
    remedy: (f) => `look at the aliases of ${f.name}`,
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
