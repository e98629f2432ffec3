import type { Digest } from '../kernel/index.ts';

/** Bytes named by their content. What is stored never changes; storing the same bytes twice stores them once. */
export interface Blobs {
  /** Stores bytes (or the UTF-8 of a text), durably, and names them. Throws STORE_DISK_FULL and leaves nothing. */
  put(bytes: Uint8Array | string): Promise<Digest>;
  /** Stores a copy of a file. The file must not change meanwhile. Throws STORE_FILE_MISSING, STORE_DISK_FULL. */
  putFile(path: string): Promise<Digest>;
  /** Stores a file by taking it over: afterwards it is no longer at `path`. Throws STORE_FILE_MISSING, STORE_DISK_FULL. */
  adoptFile(path: string): Promise<Digest>;
  /** Reads and verifies. Throws STORE_BLOB_MISSING, STORE_BLOB_TAMPERED. */
  get(digest: Digest): Promise<Uint8Array>;
  /** Reads every byte and compares, with constant memory. Throws STORE_BLOB_MISSING, STORE_BLOB_TAMPERED. */
  verify(digest: Digest): Promise<void>;
  /** A local path to read (never to write) the bytes from; not verified. Throws STORE_BLOB_MISSING. */
  pathOf(digest: Digest): Promise<string>;
  /** True when bytes are stored under this name. */
  has(digest: Digest): Promise<boolean>;
  /** How many bytes. Throws STORE_BLOB_MISSING. */
  size(digest: Digest): Promise<number>;
  /** Every name, in order. */
  list(): AsyncIterable<Digest>;
  /** Forgets bytes; only when no record can name them. Forgetting what is not there is no error. */
  remove(digest: Digest): Promise<void>;
}
