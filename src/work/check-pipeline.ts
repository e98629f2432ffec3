import type { JsonValue } from '../kernel/index.ts';
import { placeholdersOf } from './fill-command.ts';
import type { Pipeline, Step } from './step.ts';
import { workErrors } from './work.errors.ts';

/** Names become file names, so they are plain. */
const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** The steps in an order in which each comes after those it reads from. Throws WORK_PIPELINE_INVALID with every problem at once. */
export function checkPipeline(pipeline: Pipeline): readonly Step[] {
  const steps = new Map(pipeline.steps.map((step) => [step.name, step]));
  const problems = [
    ...(pipeline.steps.length === 0 ? ['it has no steps'] : []),
    ...duplicatesOf(pipeline.steps.map((step) => step.name)).map((name) => `there are several steps named ${name}`),
    ...[...steps.values()].flatMap((step) => problemsOf(step, steps)),
  ];
  const order: Step[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (step: Step, path: readonly string[]): void => {
    if (state.get(step.name) === 'done') return;
    if (state.get(step.name) === 'open') {
      problems.push(`a circle: ${[...path.slice(path.indexOf(step.name)), step.name].join(' → ')}`);
      return;
    }
    state.set(step.name, 'open');
    for (const name of upstreamOf(step)) {
      const before = steps.get(name);
      if (before) visit(before, [...path, step.name]);
    }
    state.set(step.name, 'done');
    order.push(step);
  };
  for (const step of steps.values()) visit(step, []);
  if (problems.length > 0) throw workErrors.PIPELINE_INVALID({ pipeline: pipeline.name, problems });
  return order;
}

/** The names of the steps that a step reads from. */
export const upstreamOf = (step: Step): readonly string[] => Object.values(step.inputs ?? {}).flatMap((input) => ('step' in input ? [input.step] : []));

/** The step's parameters with those given for this run; a name that no step has is refused. Throws WORK_PARAM_UNKNOWN. */
export function withParams(pipeline: Pipeline, params: Readonly<Record<string, JsonValue>>): Pipeline {
  const known = new Set(pipeline.steps.flatMap((step) => Object.keys(step.params ?? {})));
  const names = Object.keys(params).filter((name) => !known.has(name));
  if (names.length > 0) throw workErrors.PARAM_UNKNOWN({ pipeline: pipeline.name, names, known: [...known].toSorted() });
  const apply = (own: Readonly<Record<string, JsonValue>>) =>
    Object.fromEntries(Object.entries(own).map(([name, value]) => [name, Object.hasOwn(params, name) ? params[name]! : value]));
  return { name: pipeline.name, steps: pipeline.steps.map((step) => (step.params ? { ...step, params: apply(step.params) } : step)) };
}

function problemsOf(step: Step, steps: ReadonlyMap<string, Step>): string[] {
  const of = `step ${step.name}`;
  const problems = [step.name, ...step.outputs, ...Object.keys(step.inputs ?? {}), ...Object.keys(step.modules ?? {})]
    .filter((name) => !NAME.test(name))
    .map((name) => `${of}: ${JSON.stringify(name)} is no plain name (letters, digits, - _ .)`);
  problems.push(...duplicatesOf(step.outputs).map((name) => `${of} has several outputs named ${name}`));
  for (const [port, input] of Object.entries(step.inputs ?? {})) {
    if (!('step' in input)) continue;
    const before = steps.get(input.step);
    if (!before) problems.push(`${of}: its input ${port} reads from step ${input.step}, which is not there (there are: ${[...steps.keys()].join(', ')})`);
    else if (!before.outputs.includes(input.output))
      problems.push(`${of}: its input ${port} reads ${input.step}.${input.output}, but ${input.step} gives ${before.outputs.join(', ') || 'nothing'}`);
  }
  if ('command' in step.action) {
    if (step.action.command.length === 0) problems.push(`${of} has an empty command`);
    const known = new Set(placesOf(step));
    for (const place of placeholdersOf(step.action.command)) {
      if (!known.has(place)) problems.push(`${of}: its command names {${place}}; it has ${[...known].map((name) => `{${name}}`).join(', ') || 'no ports'}`);
    }
    if (Object.keys(step.modules ?? {}).length > 0) problems.push(`${of} is a command and cannot be handed modules`);
  }
  return problems;
}

const placesOf = (step: Step): string[] => [
  ...Object.keys(step.inputs ?? {}).map((name) => `inputs.${name}`),
  ...step.outputs.map((name) => `outputs.${name}`),
  ...Object.keys(step.params ?? {}).map((name) => `params.${name}`),
];

const duplicatesOf = (names: readonly string[]): string[] => [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
