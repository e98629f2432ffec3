import type { Readable } from 'node:stream';
import type { Digest } from '../kernel/index.ts';
import type { StoredBytes } from './write-stream.ts';

/** Bytes named by their content. What is stored never changes; storing the same bytes twice stores them once. */
export interface Blobs {
  /** Stores bytes (or the UTF-8 of a text), durably, and names them. Throws STORE_DISK_FULL and leaves nothing. */
  put(bytes: Uint8Array | string): Promise<Digest>;
  /**
   * Stores what a stream brings, with constant memory whatever its length. A stream that fails or is cut off leaves nothing; its error is thrown.
   * A stream is always used up: read to its end or destroyed. Throws STORE_DISK_FULL.
   */
  putStream(source: AsyncIterable<Uint8Array>): Promise<StoredBytes>;
  /** Stores a copy of a file. The file must not change meanwhile. Throws STORE_FILE_MISSING, STORE_DISK_FULL. */
  putFile(path: string): Promise<Digest>;
  /** Stores a file by taking it over: afterwards it is no longer at `path`. Throws STORE_FILE_MISSING, STORE_DISK_FULL. */
  adoptFile(path: string): Promise<Digest>;
  /** Reads and verifies. Throws STORE_BLOB_MISSING, STORE_BLOB_TAMPERED. */
  get(digest: Digest): Promise<Uint8Array>;
  /**
   * Reads as a stream, with constant memory, from byte `start` up to (not including) byte `end`; both are cut to what is there. A stream of everything is
   * verified on its way: it fails before its last piece when bytes were changed; a stream of a part is not. Destroy a stream that is not read to its end.
   * Throws STORE_BLOB_MISSING; the stream fails with STORE_BLOB_TAMPERED.
   * @default start 0, end the size
   */
  open(digest: Digest, range?: { readonly start?: number; readonly end?: number }): Promise<Readable>;
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
  /** When bytes were stored last, newly or again (ms since 1970); undefined when they are not there. */
  storedAt(digest: Digest): Promise<number | undefined>;
  /**
   * Forgets bytes unless somebody has stored them since `before` (ms since 1970), newly or again; how many bytes went. Undefined when they stay, or are not there. For
   * bytes that no record names: whoever is about to write one has just stored them.
   */
  discard(digest: Digest, before: number): Promise<number | undefined>;
  /** Forgets bytes; only when no record can name them. Forgetting what is not there is no error. */
  remove(digest: Digest): Promise<void>;
}
