import type { Facts } from '../../kernel/index.ts';
import { describeLogProblem } from './describe-log-problem.ts';
import type { MlflowCode } from './answer-error.ts';
import { pythonRepr } from './python-text.ts';

/** How an error of ours is told by MLflow: its code, and its own words where people or programs look for them; ours otherwise. */
export interface Telling {
  readonly code: MlflowCode;
  readonly message?: (facts: never) => string;
}

const telling = <F = Facts>(code: MlflowCode, message?: (facts: F) => string): Telling => (message === undefined ? { code } : { code, message });

const notActive = (noun: string, id: string | number): string => `The ${noun} ${id} must be in the 'active' state. Current state is deleted.`;

interface ParamChanges {
  readonly changes: readonly { readonly key: string; readonly old: string; readonly new: string }[];
}

const listChanges = ({ changes }: ParamChanges): string =>
  `[${changes.map((c) => `{'key': ${pythonRepr(c.key)}, 'old_value': ${pythonRepr(c.old)}, 'new_value': ${pythonRepr(c.new)}}`).join(', ')}]`;

/** Errors that their status alone does not tell, by our code. */
export const TELLINGS: Readonly<Record<string, Telling>> = {
  MLFLOW_ENDPOINT_UNKNOWN: telling('ENDPOINT_NOT_FOUND'),
  MLFLOW_STATE_INVALID: telling('INVALID_STATE'),
  TRAIN_EXPERIMENT_UNKNOWN: telling('RESOURCE_DOES_NOT_EXIST', ({ experiment }: { experiment: number | string }) =>
    typeof experiment === 'number' ? `No Experiment with id=${experiment} exists` : `Could not find experiment with name '${experiment}'`,
  ),
  TRAIN_EXPERIMENT_EXISTS: telling('RESOURCE_ALREADY_EXISTS', ({ name }: { name: string }) => `Experiment(name=${name}) already exists.`),
  TRAIN_EXPERIMENT_DELETED: telling('INVALID_PARAMETER_VALUE', ({ experiment }: { experiment: number }) => notActive('experiment', experiment)),
  TRAIN_EXPERIMENT_TAG_UNKNOWN: telling(
    'RESOURCE_DOES_NOT_EXIST',
    ({ experiment, key }: { experiment: number; key: string }) => `No tag with name: ${key} in experiment with id ${experiment}`,
  ),
  TRAIN_RUN_UNKNOWN: telling('RESOURCE_DOES_NOT_EXIST', ({ run }: { run: string }) => `Run with id=${run} not found`),
  TRAIN_RUN_DELETED: telling('INVALID_PARAMETER_VALUE', ({ run }: { run: string }) => notActive('run', run)),
  TRAIN_RUN_EXISTS: telling('RESOURCE_ALREADY_EXISTS'),
  TRAIN_RUN_NAMES_DIFFER: telling(
    'INVALID_PARAMETER_VALUE',
    ({ name, tag }: { name: string; tag: string }) =>
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${name}', mlflow.runName='${tag}').`,
  ),
  TRAIN_RUN_TAG_UNKNOWN: telling('RESOURCE_DOES_NOT_EXIST', ({ run, key }: { run: string; key: string }) => `No tag with name: ${key} in run with id ${run}`),
  TRAIN_PARAM_CHANGED: telling(
    'INVALID_PARAMETER_VALUE',
    (facts: ParamChanges & { run: string }) => `Changing param values is not allowed. Params were already logged='${listChanges(facts)}' for run ID='${facts.run}'.`,
  ),
  TRAIN_PARAM_REPEATED: telling(
    'INVALID_PARAMETER_VALUE',
    ({ keys }: { keys: readonly string[] }) =>
      `Duplicate parameter keys have been submitted: [${keys.map(pythonRepr).join(', ')}]. Please ensure the request contains only one param value per param key.`,
  ),
  TRAIN_LOG_INVALID: telling('INVALID_PARAMETER_VALUE', ({ problems }: { problems: Parameters<typeof describeLogProblem>[0][] }) =>
    problems.slice(0, 5).map(describeLogProblem).join('\n'),
  ),
  TRAIN_LOGGED_MODEL_UNKNOWN: telling('RESOURCE_DOES_NOT_EXIST', ({ model }: { model: string }) => `Logged model with ID '${model}' not found.`),
  TRAIN_LOGGED_MODEL_PARAM_CHANGED: telling(
    'INVALID_PARAMETER_VALUE',
    (facts: ParamChanges) => `Changing param values is not allowed. Params were already logged='${listChanges(facts)}'.`,
  ),
  TRAIN_LOGGED_MODEL_TAG_UNKNOWN: telling(
    'RESOURCE_DOES_NOT_EXIST',
    ({ model, key }: { model: string; key: string }) => `No tag with key ${pythonRepr(key)} found for model with ID ${pythonRepr(model)}.`,
  ),
  REGISTRY_MODEL_UNKNOWN: telling('RESOURCE_DOES_NOT_EXIST', ({ name }: { name: string }) => `Registered Model with name=${name} not found`),
  REGISTRY_MODEL_EXISTS: telling('RESOURCE_ALREADY_EXISTS', ({ name, kind, taken }: { name: string; kind: string; taken: string }) =>
    kind === taken
      ? `${kind} (name=${name}) already exists.`
      : `Tried to create a ${kind.toLowerCase()} with name ${pythonRepr(name)}, but the name is already taken by a ${taken.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`,
  ),
  REGISTRY_VERSION_UNKNOWN: telling(
    'RESOURCE_DOES_NOT_EXIST',
    ({ name, version }: { name: string; version: number }) => `Model Version (name=${name}, version=${version}) not found`,
  ),
  REGISTRY_NO_VERSIONS: telling('RESOURCE_DOES_NOT_EXIST', ({ name }: { name: string }) => `Latest version not found for model ${name}.`),
  REGISTRY_ALIAS_UNKNOWN: telling('INVALID_PARAMETER_VALUE', ({ alias }: { alias: string }) => `Registered model alias ${alias} not found.`),
  REGISTRY_DEPLOYED: telling('INVALID_STATE'),
  REGISTRY_RELEASED: telling('INVALID_STATE'),
  REGISTRY_NOT_RELEASED: telling('INVALID_STATE'),
  REGISTRY_TRIAL_FIRST: telling('INVALID_STATE'),
};
