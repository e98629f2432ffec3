import { type Digest, digestOfFile, systemClock } from '../kernel/index.ts';
import { type FileIdentity, identityOf, isRacy } from './file-identity.ts';
import type { WatchedPath } from './noop.ts';

/** What is known of a file from an earlier time. */
export interface KnownFile {
  readonly path: string;
  readonly identity: string;
  readonly digest: Digest;
  /** When it was hashed, by the machine's clock, which is the file system's. */
  readonly hashedAt: number;
}

/** Names files by content, reading only those that may have changed since they were last read. */
export interface FileDigests {
  /** The file's digest; undefined when there is none. */
  digestOf(path: string): Promise<Digest | undefined>;
  /** Those of the paths that are not what they were when they were asked for. */
  changed(paths: readonly string[]): string[];
  /** Every path that was asked for, as it was, also absent ones. */
  seen(): Promise<WatchedPath[]>;
  /** What was hashed anew, to be remembered. */
  readonly learnt: readonly KnownFile[];
}

/** Starts from what is remembered, by path. Files are hashed at most once each. */
export function createFileDigests(remembered: ReadonlyMap<string, KnownFile>): FileDigests {
  const digests = new Map<string, Promise<Digest | undefined>>();
  const identities = new Map<string, FileIdentity>();
  const learnt: KnownFile[] = [];
  const read = async (path: string): Promise<Digest | undefined> => {
    const identity = identityOf(path);
    identities.set(path, identity);
    if (identity === null) return undefined;
    const known = remembered.get(path);
    if (known?.identity === identity && !isRacy(identity, known.hashedAt)) return known.digest;
    const hashedAt = systemClock.now();
    const digest = await digestOfFile(path);
    learnt.push({ path, identity, digest, hashedAt });
    return digest;
  };
  return {
    learnt,
    digestOf(path) {
      const found = digests.get(path) ?? read(path);
      digests.set(path, found);
      return found;
    },
    changed: (paths) => paths.filter((path) => identities.has(path) && identityOf(path) !== identities.get(path)),
    seen: () => Promise.all([...digests].map(async ([path, digest]) => [path, identities.get(path) ?? null, (await digest) ?? null] as const)),
  };
}
