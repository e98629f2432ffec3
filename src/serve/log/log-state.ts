import { mkdir } from 'node:fs/promises';
import { readSealed, type SealedSegment } from '../sealed.store.ts';
import { readTail } from './read-tail.ts';
import type { SegmentFiles } from './segment-files.ts';
import { TailSegment } from './tail-segment.ts';

/**
 * What a process knows of the log: which segments are sealed, and the content of those that are not. Any number of processes may
 * read along; only the writer adds to it without asking the files.
 */
export class LogState {
  readonly files: SegmentFiles;
  tail: readonly TailSegment[] = [];
  sealed: readonly SealedSegment[] = [];
  /** Counts sealings: what was kept of sealed segments is stale when it has grown. */
  sealings = 0;
  #refreshing: Promise<void> | undefined;

  constructor(files: SegmentFiles) {
    this.files = files;
  }

  /** Takes in what the files say that is not known yet. Throws SERVE_LOG_CORRUPT. */
  refresh(): Promise<void> {
    return (this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined)));
  }

  /** A tail segment became a sealed one. */
  seal(segment: SealedSegment): void {
    this.sealed = [...this.sealed, segment].sort((a, b) => a.number - b.number);
    this.tail = this.tail.filter((open) => open.number !== segment.number);
    this.sealings++;
  }

  async #refresh(): Promise<void> {
    await mkdir(this.files.folder, { recursive: true });
    // A segment can be sealed between listing and reading: then its file is gone, and the next listing says so.
    for (let whole = false; !whole;) {
      const listed = await this.files.list();
      for (const number of listed.sealed) if (!this.sealed.some((s) => s.number === number)) this.seal(await readSealed(this.files, number));
      const open = listed.open.filter((number) => !listed.sealed.includes(number));
      this.tail = open.map((number) => this.tail.find((segment) => segment.number === number) ?? new TailSegment(number));
      whole = true;
      for (const segment of this.tail) whole = (await readTail(segment, this.files.open(segment.number), { isLast: segment.number === open.at(-1) })) && whole;
    }
  }
}
