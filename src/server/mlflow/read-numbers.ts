import { mlflowErrors } from './mlflow.errors.ts';
import { pythonRepr } from './python-text.ts';

/** The most of anything that one page may hold. */
const MOST_RESULTS = 50_000;

/** How many results a page of a search has. Throws MLFLOW_PARAMETER_INVALID. */
export function readMaxResults(given: number | undefined, options: { readonly unless: number; readonly most?: number }): number {
  const { unless, most = MOST_RESULTS } = options;
  const value = given ?? unless;
  const why = value < 1 ? '. It must be a positive integer' : value > most ? `. It must be at most ${most}` : undefined;
  if (why !== undefined) throw mlflowErrors.PARAMETER_INVALID({ path: 'max_results', value: String(value), why });
  return value;
}

/** The most experiments that one search may name: each is a parameter of its query. */
const MOST_EXPERIMENTS = 10_000;

/** The numbers of the experiments that are to be searched. Throws MLFLOW_REQUEST_INVALID. */
export function readExperimentNos(ids: readonly string[]): number[] {
  if (ids.length > MOST_EXPERIMENTS) throw mlflowErrors.REQUEST_INVALID({ why: `A search can name at most ${MOST_EXPERIMENTS} experiments. Got ${ids.length} experiments.` });
  return ids.map(readExperimentNo);
}

/** The number of an experiment: the protocol writes it as a text. Throws MLFLOW_REQUEST_INVALID. */
export function readExperimentNo(id: string): number {
  const no = /^\s*[+-]?\d+\s*$/.test(id) ? Number(id) : Number.NaN;
  if (!Number.isSafeInteger(no)) throw mlflowErrors.REQUEST_INVALID({ why: `Invalid experiment ID ${pythonRepr(id)}. Experiment ID must be a valid integer.` });
  return no;
}
