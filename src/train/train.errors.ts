import { defineErrors, errorKind } from '../kernel/index.ts';
import { describeProblem, type LogProblem } from './tracking/log-problem.ts';

export const trainErrors = defineErrors('TRAIN', {
  TABLE_UNREADABLE: errorKind<{ path: string }>({
    status: 500,
    message: (f) => `${f.path} is not a feature table, or it is torn`,
    remedy: () => 'remove that file and run again: its step makes it anew',
  }),
  TABLE_UNFIT: errorKind<{ problems: readonly string[] }>({
    status: 422,
    message: (f) => `no probabilities can be made for the table: ${f.problems.join('; ')}`,
    remedy: () => 'name columns of probabilities that a model of yours made out of sample',
  }),
  DIAGNOSIS_INCOMPLETE: errorKind<{ what: string; needs: string }>({
    status: 400,
    message: (f) => `${f.what} cannot be looked for: ${f.needs}`,
    remedy: () => 'name what is missing, or ask about a run, which has all of it',
  }),
  RUN_WITHOUT_MODEL: errorKind<{ run: string }>({
    status: 409,
    message: (f) => `the run ${f.run} kept no training and test rows: it did not finish, or another program made it`,
    remedy: () => 'name a finished run of the training pipeline: `capstan runs` lists them',
  }),
  TOO_FEW_ROWS: errorKind<{ rows: number; needed: number; interval: string }>({
    status: 409,
    message: (f) => `only ${f.rows} rows with a known label are left for training in ${f.interval}; ${f.needed} are needed`,
    remedy: () => 'widen train.lastDays, ingest more data, or look at `capstan monitor` for quarantined windows',
  }),
  ONE_CLASS: errorKind<{ rows: number; label: number | string | null }>({
    status: 409,
    message: (f) => `all ${f.rows} training rows have the same label, ${f.label}`,
    remedy: () => 'check the label expression of the dataset in capstan.config.ts',
  }),
  FEATURES_INVALID: errorKind<{ problems: readonly string[] }>({
    status: 422,
    message: (f) => `the features do not hold: ${f.problems.join('; ')}`,
    remedy: () => 'correct the feature file; every row must give one finite number (or NaN for missing) for each name',
  }),
  CONTRACT_FAILED: errorKind<{ failures: readonly string[] }>({
    status: 422,
    message: (f) => `the training rows break their contract: ${f.failures.join('; ')}`,
    remedy: () => 'repair the data, or change the contract or its policy in capstan.config.ts',
  }),
  FINDINGS: errorKind<{ step: string; findings: readonly string[] }>({
    status: 422,
    message: (f) => `${f.step} found what must not be:\n${f.findings.map((finding) => `  ${finding}`).join('\n')}`,
    remedy: (f) => `look at the run’s page, under Diagnoses, and mend the data; or let ${f.step} only tell it, with onFinding: 'warn'`,
  }),
  PYTHON_MISSING: errorKind<Record<string, never>>({
    status: 404,
    message: () => 'the model is not ONNX and runs in Python, but no interpreter was found',
    remedy: () => 'make an environment in the project: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt',
  }),
  MODEL_NOT_LOGGED: errorKind<{ step: string; logged: readonly string[] }>({
    status: 422,
    message: (f) =>
      `step ${f.step} neither wrote its model to {outputs.model} nor logged one to its run${f.logged.length === 0 ? '' : ` (what it logged as ${f.logged.join(', ')} has no files here)`}`,
    remedy: () => 'write the ONNX file to the path that {outputs.model} stands for in the command, or log the model with mlflow.<flavor>.log_model',
  }),
  MODELS_LOGGED: errorKind<{ step: string; models: readonly string[] }>({
    status: 422,
    message: (f) => `step ${f.step} logged several models to its run: ${f.models.join(', ')}`,
    remedy: () =>
      'log one alone (autolog with log_models=False), or write the one that is meant, ONNX or what save_model writes, to the path that {outputs.model} stands for in the command',
  }),
  COLUMN_UNKNOWN: errorKind<{ what: string; name: string; known: readonly string[] }>({
    status: 400,
    message: (f) => `${f.what} names ${JSON.stringify(f.name)}, which is neither a raw column nor a feature`,
    remedy: (f) => `use one of ${f.known.join(', ')}`,
  }),
  FEATURE_FILE_UNREADABLE: errorKind<{ file: string; reason: string }>({
    status: 422,
    message: (f) => `the feature file ${f.file} cannot be bundled: ${f.reason}`,
    remedy: () => 'correct the file; it may import packages and local files, and must have a default export made with defineFeatures',
  }),
  RUN_UNKNOWN: errorKind<{ run: string }>({
    status: 404,
    message: (f) => `there is no run ${f.run}`,
    remedy: () => 'list the runs with `capstan runs`',
  }),
  RUN_AMBIGUOUS: errorKind<{ run: string; matches: readonly string[] }>({
    status: 409,
    message: (f) => `the ids of several runs begin with ${f.run}`,
    remedy: (f) => `give more of it: ${f.matches.join(', ')}`,
  }),
  RUN_FAILED: errorKind<{ run: string; step: string; reason: string }>({
    status: 500,
    message: (f) => `run ${f.run} failed in step ${f.step}: ${f.reason}`,
    remedy: (f) => `look at it with \`capstan runs ${f.run}\``,
  }),
  RUN_EXISTS: errorKind<{ run: string }>({
    status: 409,
    message: (f) => `there is a run ${f.run} already`,
    remedy: () => 'leave the id out, and one is made',
  }),
  RUN_DELETED: errorKind<{ run: string }>({
    status: 409,
    message: (f) => `run ${f.run} is deleted, and takes nothing more`,
    remedy: () => 'restore the run first',
  }),
  RUN_NAMES_DIFFER: errorKind<{ name: string; tag: string }>({
    status: 400,
    message: (f) => `a new run has the name ${JSON.stringify(f.name)} and the tag mlflow.runName ${JSON.stringify(f.tag)}`,
    remedy: () => 'give one of them, or the same in both',
  }),
  RUN_TAG_UNKNOWN: errorKind<{ run: string; key: string }>({
    status: 404,
    message: (f) => `run ${f.run} has no tag ${JSON.stringify(f.key)}`,
    remedy: () => 'read the run to see its tags',
  }),
  PARAM_CHANGED: errorKind<{ run: string; changes: readonly { readonly key: string; readonly old: string; readonly new: string }[] }>({
    status: 409,
    message: (f) => `a param is logged once: run ${f.run} has ${f.changes.map((c) => `${c.key} = ${JSON.stringify(c.old)}, not ${JSON.stringify(c.new)}`).join('; ')}`,
    remedy: () => 'use a nested run for each set of params, or another key',
  }),
  PARAM_REPEATED: errorKind<{ keys: readonly string[] }>({
    status: 400,
    message: (f) => `a request gives these params more than once: ${f.keys.join(', ')}`,
    remedy: () => 'give each param one value',
  }),
  LOG_INVALID: errorKind<{ problems: readonly LogProblem[] }>({
    status: 400,
    message: (f) => f.problems.slice(0, 5).map(describeProblem).join('; ') + (f.problems.length > 5 ? `; and ${f.problems.length - 5} more` : ''),
    remedy: () => 'correct what is named and send it again; nothing was written',
  }),
  POINTS_UNREADABLE: errorKind<{ version: number }>({
    status: 500,
    message: (f) => `points of a metric are kept in a form (${f.version}) that this program does not know`,
    remedy: () => 'use the program that wrote them, or a newer one',
  }),
  PAGE_UNKNOWN: errorKind<{ token: string }>({
    status: 400,
    message: (f) => `${JSON.stringify(f.token)} does not name a page`,
    remedy: () => 'pass a token as the page before gave it, with the same question',
  }),
  EXPERIMENT_UNKNOWN: errorKind<{ experiment: number | string }>({
    status: 404,
    message: (f) => `there is no experiment ${typeof f.experiment === 'number' ? f.experiment : JSON.stringify(f.experiment)}`,
    remedy: () => 'list the experiments; deleted ones are found by asking for them',
  }),
  EXPERIMENT_EXISTS: errorKind<{ name: string }>({
    status: 409,
    message: (f) => `there is an experiment ${JSON.stringify(f.name)} already`,
    remedy: () => 'use that one, or another name',
  }),
  EXPERIMENT_DELETED: errorKind<{ experiment: number }>({
    status: 409,
    message: (f) => `experiment ${f.experiment} is deleted`,
    remedy: () => 'restore the experiment first',
  }),
  EXPERIMENT_TAG_UNKNOWN: errorKind<{ experiment: number; key: string }>({
    status: 404,
    message: (f) => `experiment ${f.experiment} has no tag ${JSON.stringify(f.key)}`,
    remedy: () => 'read the experiment to see its tags',
  }),
  LOGGED_MODEL_UNKNOWN: errorKind<{ model: string }>({
    status: 404,
    message: (f) => `there is no logged model ${f.model}`,
    remedy: () => 'check the id; a deleted one is found by asking for it',
  }),
  LOGGED_MODEL_PARAM_CHANGED: errorKind<{ model: string; changes: readonly { readonly key: string; readonly old: string; readonly new: string }[] }>({
    status: 409,
    message: (f) => `a param is logged once: logged model ${f.model} has ${f.changes.map((c) => `${c.key} = ${JSON.stringify(c.old)}, not ${JSON.stringify(c.new)}`).join('; ')}`,
    remedy: () => 'use another key, or another logged model',
  }),
  LOGGED_MODEL_TAG_UNKNOWN: errorKind<{ model: string; key: string }>({
    status: 404,
    message: (f) => `logged model ${f.model} has no tag ${JSON.stringify(f.key)}`,
    remedy: () => 'read the model to see its tags',
  }),
  // The message is MLflow's, word for word: its clients' tests compare it.
  ARTIFACT_PATH_INVALID: errorKind<{ path: string; reason: string }>({
    status: 400,
    message: () => 'Invalid path',
    remedy: (f) => `give a path below the artifacts of the run, with plain names between slashes (here ${f.reason})`,
  }),
  ARTIFACT_UNKNOWN: errorKind<{ path: string }>({
    status: 404,
    message: (f) => `No such artifact: '${f.path}'`,
    remedy: () => 'list what is there',
  }),
  ARTIFACT_READ_ONLY: errorKind<{ path: string }>({
    status: 403,
    message: (f) => `${f.path} belongs to a release, whose files never change`,
    remedy: () => 'log to a run, and register that',
  }),
  ARTIFACT_IS_DIRECTORY: errorKind<{ path: string }>({
    status: 400,
    message: (f) => `Artifact path refers to a directory, not a file: '${f.path}'`,
    remedy: () => 'list it, and name one of its files',
  }),
  ARTIFACT_PARENT_IS_FILE: errorKind<{ path: string; file: string }>({
    status: 400,
    message: (f) => `'${f.path}' cannot be a file or directory, because '${f.file}' is a file`,
    remedy: () => 'choose another path, or remove that file first',
  }),
  ARTIFACT_HOME_UNKNOWN: errorKind<{ path: string; homes: readonly string[] }>({
    status: 404,
    message: (f) => `no run or logged model keeps its artifacts at ${f.homes.join(' or ')}`,
    remedy: () => 'it was removed for good, or never was: make a new run and log to the artifact_uri it is given',
  }),
  ARTIFACTS_ELSEWHERE: errorKind<{ uri: string }>({
    status: 501,
    message: (f) => `these artifacts are kept at ${f.uri}, not here`,
    remedy: () => 'ask for them there; artifacts of an experiment whose artifact location is mlflow-artifacts:/ are kept here',
  }),
  ARTIFACT_PAGE_UNKNOWN: errorKind<{ token: string }>({
    status: 400,
    message: (f) => `Invalid page token: ${JSON.stringify(f.token.slice(0, 100))}`,
    remedy: () => 'give the token of the page before as it was given, or none',
  }),
});
