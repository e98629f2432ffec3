import type { Digest, Instant } from '../../kernel/index.ts';

/** A file that a run or a logged model keeps. Its bytes are a blob: the same bytes under many names are stored once. */
export interface Artifact {
  /** In the one namespace of a project, such as `1/<run>/artifacts/model/model.onnx`. */
  readonly path: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly createdAt: Instant;
}

/** What a directory holds. */
export interface ArtifactEntry {
  /** The last part of its path. */
  readonly name: string;
  readonly isDirectory: boolean;
  /** Bytes; null for a directory. */
  readonly size: number | null;
  readonly digest: Digest | null;
}

/** How much there is below a directory: files by their names, bytes as if none were stored twice. */
export interface ArtifactSizes {
  readonly files: number;
  readonly bytes: number;
}

/** Where a run or a logged model keeps its artifacts. */
export interface ArtifactHome {
  /** `mlflow-artifacts:/1/<run>/artifacts` */
  readonly uri: string;
  /** The same place in the namespace. */
  readonly directory: string;
}
