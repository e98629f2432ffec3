import { isCapstanError, messageOf, type Problem } from '../kernel/index.ts';
import { readTrainerDefinition } from './trainers/index.ts';

/** What is wrong with a trainer of a configuration; empty when nothing is. */
export function trainerProblems(trainer: unknown): string[] {
  try {
    readTrainerDefinition(trainer);
    return [];
  } catch (error) {
    const problems = isCapstanError(error) ? (error.facts['problems'] as readonly Problem[] | undefined) : undefined;
    return problems?.map((problem) => `train.trainer${problem.path.replaceAll('/', '.')} ${problem.message}`) ?? [messageOf(error)];
  }
}
