import type { Tags } from './experiment.ts';

/** A dataset that a run read, as its client describes it. One of a Capstan dataset version has its id as `digest` and `capstan` as `sourceType`. */
export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
}

/** A dataset and how a run used it: the tag `mlflow.data.context` says `training`, `evaluation`, … */
export interface RunInput {
  readonly dataset: DatasetInput;
  readonly tags: Tags;
}

/** A dataset of an experiment, and how some run used it. */
export interface DatasetUse {
  readonly experiment: number;
  readonly name: string;
  readonly digest: string;
  readonly context: string | null;
}
