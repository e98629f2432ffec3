import type { Digest, Instant } from '../../kernel/index.ts';
import type { Tags } from '../../train/index.ts';

/** The stages of a model version, as MLflow names them. */
export const STAGES = ['None', 'Staging', 'Production', 'Archived'] as const;
export type Stage = (typeof STAGES)[number];

/** The stages that can make others archived: entering one may archive whoever is in it. */
export const ACTIVE_STAGES: readonly Stage[] = ['Staging', 'Production'];

/** The tag that says which release a version is. It is Capstan's: it follows the version's `release`. */
export const RELEASE_TAG = 'capstan.release';

/** One version of a registered model. Its number is never given again, also when it is the newest and is removed. */
export interface ModelVersion {
  readonly name: string;
  /** 1, 2, 3 … within its model. */
  readonly version: number;
  /** Null when it was taken away. */
  readonly description: string | null;
  /** Who registered it. */
  readonly user: string;
  readonly stage: Stage;
  /** Where it was registered from, as the client says: `runs:/…`, `models:/…`, `mlflow-artifacts:/…`. */
  readonly source: string;
  /** Where its files are: what a client downloads. */
  readonly storageLocation: string;
  readonly run: string | null;
  readonly runLink: string;
  /** The logged model that it was registered from. */
  readonly loggedModel: string | null;
  /** The release that it is, or was made into. */
  readonly release: Digest | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly tags: Tags;
  readonly aliases: readonly string[];
}

/** Names a version. The protocol writes its number as text. */
export interface VersionName {
  readonly name: string;
  readonly version: number | string;
}
