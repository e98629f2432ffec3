import { directoryOfUri } from '../artifacts/parse-artifact-path.ts';

/** The directory that is a run's or logged model's own; undefined when its artifacts are kept elsewhere, or its URI is one under which no file can be put. */
export function homeOf(uri: string): string | undefined {
  try {
    return directoryOfUri(uri) || undefined;
  } catch {
    return undefined;
  }
}
