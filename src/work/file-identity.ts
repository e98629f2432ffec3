import { statSync } from 'node:fs';

/** What the file system says of a file: cheap to read, and different whenever the bytes were written anew; null where nothing is. */
export type FileIdentity = string | null;

/** A file whose times are this close to the moment at which it was hashed may have been written again unseen (git's rule, for coarse clocks). */
export const RACY_MS = 2_000;

/** `modified-changed-size-inode`, times in ns. */
export function identityOf(path: string): FileIdentity {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.mtimeNs}-${found.ctimeNs}-${found.size}-${found.ino}`;
}

/** True when the identity does not prove that the file is as it was at `hashedAt` (ms since 1970, by the file system's clock). */
export function isRacy(identity: FileIdentity, hashedAt: number): boolean {
  if (identity === null) return false;
  const [modified, changed] = identity.split('-', 2);
  return Math.max(Number(modified), Number(changed)) / 1e6 > hashedAt - RACY_MS;
}
