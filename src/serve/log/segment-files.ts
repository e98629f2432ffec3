import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a log keeps its segments: `00000003.log` while it is written, the folder `00000003` once it is sealed. */
export interface SegmentFiles {
  readonly folder: string;
  open(number: number): string;
  sealed(number: number): string;
  /** A sealed folder in the making. */
  unfinished(number: number): string;
  list(): Promise<{ readonly open: readonly number[]; readonly sealed: readonly number[]; readonly unfinished: readonly number[] }>;
}

/** Names the segments of the log in `folder`. */
export function segmentFiles(folder: string): SegmentFiles {
  const name = (number: number): string => String(number).padStart(8, '0');
  const numbers = (names: readonly string[], pattern: RegExp): number[] => names.flatMap((file) => (pattern.test(file) ? [Number.parseInt(file, 10)] : [])).sort((a, b) => a - b);
  return {
    folder,
    open: (number) => join(folder, `${name(number)}.log`),
    sealed: (number) => join(folder, name(number)),
    unfinished: (number) => join(folder, `${name(number)}.sealing`),
    async list() {
      const names = await readdir(folder);
      return { open: numbers(names, /^\d{8}\.log$/), sealed: numbers(names, /^\d{8}$/), unfinished: numbers(names, /^\d{8}\.sealing$/) };
    },
  };
}
