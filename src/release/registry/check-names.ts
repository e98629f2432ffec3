import { posix } from 'node:path';
import { registryErrors } from './registry.errors.ts';
import { ACTIVE_STAGES, RELEASE_TAG, type Stage, STAGES } from './model-version.ts';

// The limits and words are MLflow's. Each check gives the problems that it finds; `refuse` throws them all at once.

const LONGEST = { name: 256, source: 500, alias: 255, key: 250, value: 100_000 };

/** Throws REGISTRY_INPUT_INVALID with every problem. */
export function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw registryErrors.INPUT_INVALID({ problems });
}

export function nameProblems(name: string, parameter = 'name'): readonly string[] {
  if (name.trim() === '') return [`Missing value for required parameter '${parameter}'.`];
  if (/[/:]/.test(name)) return [`Invalid model name '${name}'. Names cannot contain '/' or ':'.`];
  return [...pathProblems(parameter, name), ...textProblems(parameter, name, LONGEST.name)];
}

export function tagProblems(tag: { readonly key: string; readonly value: string }): readonly string[] {
  return [...keyProblems(tag.key), ...textProblems('value', tag.value, LONGEST.value)];
}

export function keyProblems(key: string): readonly string[] {
  const bad = /^[/\p{L}\p{N}_.\- :]*$/u.test(key)
    ? []
    : [
        `Invalid value ${JSON.stringify(key)} for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ];
  return [...bad, ...(bad.length > 0 ? [] : pathProblems('key', key)), ...textProblems('key', key, LONGEST.key)];
}

/** Of the source of a version. */
export const sourceProblems = (source: string): readonly string[] => textProblems('source', source, LONGEST.source);

/** Of a tag that is set on, or taken from, a version. */
export const ownTagProblems = (key: string): readonly string[] => (key === RELEASE_TAG ? [`The tag '${RELEASE_TAG}' says which release a version is, and cannot be changed.`] : []);

/** Of an alias that is looked up: `latest` is one. */
export function aliasProblems(alias: string): readonly string[] {
  if (alias === '') return ['Registered model alias name cannot be empty.'];
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) return [`Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`];
  return textProblems('Registered model alias name', alias, LONGEST.alias);
}

/** Of an alias that is set. */
export function newAliasProblems(alias: string): readonly string[] {
  if (isLatest(alias)) return ["'latest' alias name (case insensitive) is reserved."];
  if (/^v\d+$/i.test(alias)) return [`Version alias name '${alias}' is reserved.`];
  return aliasProblems(alias);
}

/** The alias that nobody sets: it names the newest version. */
export const isLatest = (alias: string): boolean => alias.toLowerCase() === 'latest';

/** The number of a version. Throws REGISTRY_INPUT_INVALID. */
export function readVersion(version: number | string): number {
  const number = typeof version === 'number' ? version : /^\s*[+-]?\d+\s*$/.test(version) ? Number(version) : Number.NaN;
  if (!Number.isSafeInteger(number)) refuse([`Parameter 'version' must be an integer, got '${version}'.`]);
  return number;
}

/** A stage, however its letters are written. Throws REGISTRY_INPUT_INVALID. */
export function readStage(stage: string): Stage {
  const found = STAGES.find((one) => one.toLowerCase() === stage.toLowerCase());
  if (!found) throw registryErrors.INPUT_INVALID({ problems: [`Invalid Model Version stage: ${stage}. Value must be one of ${STAGES.join(', ')}.`] });
  return found;
}

/** Only who enters an active stage can archive others. Throws REGISTRY_INPUT_INVALID. */
export function refuseArchiving(stage: Stage): void {
  if (ACTIVE_STAGES.includes(stage)) return;
  refuse([
    `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. Valid stages are ${ACTIVE_STAGES.map((one) => `'${one}'`).join(', ')}`,
  ]);
}

/** Of any text that is kept. */
export function textProblems(name: string, text: string, longest = Infinity): readonly string[] {
  const long = text.length > longest ? [`'${name}' exceeds the maximum length of ${longest} characters`] : [];
  return text.includes('\0') ? [...long, `'${name}' cannot contain NUL (0x00) characters`] : long;
}

function pathProblems(parameter: string, name: string): readonly string[] {
  const norm = posix.normalize(name).replace(/(?<=.)\/$/, '');
  if (norm === name && norm !== '.' && !norm.startsWith('..') && !norm.startsWith('/')) return [];
  return [
    `Invalid value ${JSON.stringify(name)} for parameter '${parameter}' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${norm}'`,
  ];
}
