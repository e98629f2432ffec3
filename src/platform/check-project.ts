import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contractProblems, type Features, outputProblems } from '../data/index.ts';
import { alertingProblems } from '../monitor/index.ts';
import { answerAlone, rulesProblems } from '../release/index.ts';
import { classesOf, isClassCost, isErrorCost, scopeProblems, type ServedTask, taskOf } from '../scope/index.ts';
import { diagnosticProblems, trainerFiles, trainerProblems } from '../train/index.ts';
import type { Project } from './project.ts';

/** A problem at a path of the configuration, or in another file. */
export interface ProjectProblem {
  readonly path: string;
  readonly file?: string;
  readonly message: string;
}

/** Everything that must agree between the parts of a project and can be seen without its data; all problems at once. */
export function checkProject(root: string, project: Project, features: Features): ProjectProblem[] {
  const apart = [...checkFeatures(project, features), ...checkData(root, project, features), ...alertingProblems(project.alerts).map((message) => ({ path: '/alerts', message }))];
  // What speaks of features can be judged only once there are some.
  return isUsable(features) ? [...apart, ...checkScope(project, features), ...checkModel(root, project, features)] : apart;
}

const isUsable = (features: Partial<Features> | undefined): boolean =>
  typeof features?.fit === 'function' && typeof features.transform === 'function' && Boolean(features.input) && Array.isArray(features.names);

function checkFeatures(project: Project, features: Features): ProjectProblem[] {
  const at = { path: '/features', file: project.features };
  const problems: ProjectProblem[] = [];
  if (!isUsable(features)) {
    return [{ ...at, message: 'must have a default export made with defineFeatures: input, names, fit and transform' }];
  }
  if (features.names.length === 0) problems.push({ ...at, message: 'names must list at least one feature' });
  if (new Set(features.names).size < features.names.length) problems.push({ ...at, message: 'names lists a feature twice' });
  const taken = ['score', 'label', 'event_at', 'unit_key', ...(taskOf(project.scope) === 'multiclass' ? ['predicted'] : [])];
  for (const name of taken) {
    if (features.names.includes(name) || name in features.input) problems.push({ ...at, message: `the name ${name} is taken by Capstan` });
  }
  if (project.outputs) {
    if ('decision' in features.input) problems.push({ ...at, message: 'an input named decision cannot be told from the decision of an answer, which `outputs` speaks of' });
    for (const message of outputProblems(project.outputs, features.input)) problems.push({ path: '/outputs', message: `outputs.${message}` });
  }
  return problems;
}

function checkData(root: string, project: Project, features: Features): ProjectProblem[] {
  const problems: ProjectProblem[] = [];
  for (const [name, dataset] of Object.entries(project.data)) {
    const at = `/data/${name}`;
    const columns = Object.keys(dataset.contract.columns);
    const known = (member: string, column: string): void => {
      if (!columns.includes(column))
        problems.push({
          path: `${at}/${member}`,
          message: `data.${name}.${member.replaceAll('/', '.')} names the column ${JSON.stringify(column)}, which the contract does not have (${columns.join(', ')})`,
        });
    };
    known('key', dataset.key);
    known('eventAt', dataset.eventAt);
    known('label/column', dataset.label.column);
    known('label/knownAt', dataset.label.knownAt);
    for (const message of contractProblems(dataset.contract)) problems.push({ path: `${at}/contract`, message });
    if (dataset.source.path && !existsSync(join(root, dataset.source.path)))
      problems.push({ path: `${at}/source/path`, message: `data.${name}.source: there is no file ${dataset.source.path}` });
    if (!dataset.source.path && !(dataset.source.package && dataset.source.file))
      problems.push({ path: `${at}/source`, message: `data.${name}.source must name a path, or a package and a file in it` });
  }
  const learned = project.data[project.train.dataset];
  if (!learned)
    return [
      ...problems,
      { path: '/train/dataset', message: `train.dataset names ${JSON.stringify(project.train.dataset)}, which data does not define (${Object.keys(project.data).join(', ')})` },
    ];
  for (const [column, definition] of Object.entries(features?.input ?? {})) {
    const raw = learned.contract.columns[column];
    if (!raw)
      problems.push({ path: '/features', file: project.features, message: `input names the column ${JSON.stringify(column)}, which data.${project.train.dataset} does not have` });
    else if (raw.kind !== definition.kind && !(isNumeric(raw.kind) && isNumeric(definition.kind))) {
      problems.push({ path: '/features', file: project.features, message: `input says ${column} is a ${definition.kind}; data.${project.train.dataset} says ${raw.kind}` });
    }
  }
  return problems;
}

const isNumeric = (kind: string): boolean => kind === 'number' || kind === 'integer';

function checkScope(project: Project, features: Features): ProjectProblem[] {
  const problems: ProjectProblem[] = [...scopeProblems(project.scope)];
  if (problems.length > 0) return problems;
  const known = [...Object.keys(features.input ?? {}), ...(features.names ?? [])];
  project.scope.baseline.rateBy.forEach((name, i) => {
    if (!known.includes(name))
      problems.push({
        path: `/scope/baseline/rateBy`,
        message: `scope.baseline.rateBy.${i} names ${JSON.stringify(name)}, which is neither a raw input nor a feature (${known.join(', ')})`,
      });
  });
  const diagnostics = project.train.diagnostics ?? [];
  for (const message of diagnosticProblems(diagnostics)) problems.push({ path: '/train/diagnostics', message });
  diagnostics.forEach(({ options }, i) => {
    for (const name of [...('columns' in options ? options.columns : []), ...('groups' in options ? options.groups : [])])
      if (!(name in (features.input ?? {})))
        problems.push({ path: '/train/diagnostics', message: `train.diagnostics.${i} names ${JSON.stringify(name)}, which is not a raw input` });
  });
  problems.push(...checkTask(project));
  project.train.slices?.forEach((name, i) => {
    if (!(name in (features.input ?? {}))) problems.push({ path: '/train/slices', message: `train.slices.${i} names ${JSON.stringify(name)}, which is not a raw input` });
  });
  project.monitor?.segments?.forEach((name, i) => {
    const kind = features.input?.[name]?.kind;
    if (kind === undefined) problems.push({ path: '/monitor/segments', message: `monitor.segments.${i} names ${JSON.stringify(name)}, which is not a raw input` });
    else if (kind === 'timestamp')
      problems.push({ path: '/monitor/segments', message: `monitor.segments.${i} names ${JSON.stringify(name)}, an instant, whose values are no segments` });
  });
  const { cost } = project.scope;
  if (isErrorCost(cost)) return problems;
  const { rules } = project;
  const decisions = new Set(rules ? [...rules.rows.map((rule) => rule.decision), rules.otherwise.decision] : []);
  if (isClassCost(cost)) {
    for (const decision of Object.keys(cost.instead ?? {}))
      if (!decisions.has(decision))
        problems.push({
          path: '/scope/cost/instead',
          message: `scope.cost.instead names the decision ${JSON.stringify(decision)}, which no rule gives${decisions.size === 0 ? '' : ` (${[...decisions].join(', ')})`}`,
        });
    return problems;
  }
  if (rules === undefined) return [...problems, { path: '/rules', message: 'rules are needed: a question with two answers is acted on by what they decide' }];
  for (const decision of cost.act) {
    if (!decisions.has(decision))
      problems.push({ path: '/scope/cost/act', message: `scope.cost.act names the decision ${JSON.stringify(decision)}, which no rule gives (${[...decisions].join(', ')})` });
  }
  return problems;
}

/** Why a label of this kind answers no such question; null when it does. */
function labelFault(task: ServedTask, kind: string): string | null {
  switch (task) {
    case 'binary':
      return kind === 'string' ? 'a question with two answers needs 0 and 1, or a boolean; ask which of several classes it is with the metric accuracy, macroF1 or logLoss' : null;
    case 'regression':
      return isNumeric(kind) ? null : 'a question for a number needs a number';
    case 'multiclass':
      return kind === 'string' || kind === 'integer' ? null : 'a question for one of several classes needs their names, or whole numbers';
  }
}

/** What the task of a scope cannot have, or not yet. */
function checkTask(project: Project): ProjectProblem[] {
  const problems: ProjectProblem[] = [];
  const { dataset, diagnostics = [] } = project.train;
  const label = project.data[dataset]?.label.column ?? '';
  const kind = project.data[dataset]?.contract.columns[label]?.kind;
  const task = taskOf(project.scope);
  const fault = kind === undefined ? null : labelFault(task, kind);
  if (fault !== null) problems.push({ path: `/data/${dataset}/label/column`, message: `data.${dataset}.label.column, ${label}, is a ${kind}; ${fault}` });
  diagnostics.forEach((one, i) => {
    if (one.kind === 'label-errors' && task === 'regression' && (one.options.method ?? one.options.rankBy) !== undefined)
      problems.push({
        path: '/train/diagnostics',
        message: `train.diagnostics.${i}, ${one.kind}, names how classes are looked at; numbers have one way: leave out method and rankBy`,
      });
  });
  return problems;
}

function checkModel(root: string, project: Project, features: Features): ProjectProblem[] {
  const { trainer } = project.train;
  const [task, classes] = [taskOf(project.scope), classesOf(project.scope.cost)];
  const problems = trainerProblems(trainer, task);
  const absent = problems.length > 0 ? [] : trainerFiles(trainer).filter((file) => !existsSync(join(root, file)));
  return [
    ...[...problems, ...absent.map((file) => `train.trainer names ${file}, which is not there`)].map((message) => ({ path: '/train/trainer', message })),
    ...rulesProblems(project.rules ?? answerAlone(task), { columns: features.input ?? {}, features: features.names ?? [], ...(classes.length > 0 && { classes }) }).map(
      (message) => ({ path: '/rules', message }),
    ),
  ];
}
