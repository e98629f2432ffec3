import { isCapstanError, messageOf, type Problem } from '../kernel/index.ts';
import type { ServedTask } from '../scope/index.ts';
import { placeholdersOf } from '../work/index.ts';
import { learns, readTrainerDefinition, type TrainerDefinition } from './trainers/index.ts';
import { EXPORTED } from './training-pipeline.ts';

const UNFIT: Readonly<Record<ServedTask, string>> = {
  binary: 'train.trainer learns numbers; for two answers use gradientBoosting, logisticRegression or a commandTrainer',
  multiclass: 'train.trainer learns numbers; for one of several classes use gradientBoosting, logisticRegression or a commandTrainer',
  regression: 'train.trainer learns chances; for a number use gradientBoosting, linearRegression or a commandTrainer',
};

/** What is wrong with a trainer of a configuration for a task; empty when nothing is. */
export function trainerProblems(trainer: unknown, task: ServedTask): string[] {
  try {
    const definition = readTrainerDefinition(trainer);
    if (!learns(definition.kind, task)) return [UNFIT[task]];
    return commandProblems(definition);
  } catch (error) {
    const problems = isCapstanError(error) ? (error.facts['problems'] as readonly Problem[] | undefined) : undefined;
    return problems?.map((problem) => `train.trainer${problem.path.replaceAll('/', '.')} ${problem.message}`) ?? [messageOf(error)];
  }
}

/** Places of a command that nothing stands for. */
function commandProblems(trainer: TrainerDefinition): string[] {
  if (trainer.kind !== 'command') return [];
  const { command, params = {} } = trainer.options;
  const known = [...EXPORTED.map((name) => `inputs.${name}`), 'outputs.model', 'params.seed', ...Object.keys(params).map((name) => `params.${name}`)];
  return placeholdersOf(command)
    .filter((place) => !known.includes(place))
    .map((place) => `train.trainer.command names {${place}}; there are ${known.map((name) => `{${name}}`).join(', ')}`);
}

/** Files that a trainer names one by one, relative to the project. */
export function trainerFiles(trainer: TrainerDefinition): readonly string[] {
  if (trainer.kind !== 'command') return [];
  const { files = [], requirements } = trainer.options;
  return [...files.filter((file) => !/[*?{]/.test(file)), ...(requirements === undefined ? [] : [requirements])];
}
