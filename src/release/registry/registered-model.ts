import type { Instant } from '../../kernel/index.ts';
import type { Tags } from '../../train/index.ts';
import type { ModelVersion } from './model-version.ts';

/** The tag by which clients mark a registered model that is a prompt. Searches leave prompts out unless they ask for them. */
export const PROMPT_TAG = 'mlflow.prompt.is_prompt';

/** A name under which versions of a model are kept. */
export interface RegisteredModel {
  readonly name: string;
  readonly description: string;
  readonly createdAt: Instant;
  /** A new, removed or moved version counts as a change; a tag or an alias does not. */
  readonly updatedAt: Instant;
  readonly tags: Tags;
  /** Version by alias. */
  readonly aliases: Readonly<Record<string, number>>;
  /** The newest of each stage. */
  readonly latestVersions: readonly ModelVersion[];
}

/** True for a prompt. */
export const isPrompt = (tags: Tags): boolean => tags[PROMPT_TAG]?.toLowerCase() === 'true';
