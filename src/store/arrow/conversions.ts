import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseSpillFolder } from '../spill-folder.ts';
import { storeErrors } from '../store.errors.ts';
import { convertArrow } from './convert-arrow.ts';

/** Arrow files as Parquet. */
export interface Conversions {
  /** The Parquet file of an Arrow file: made once, as long as that does not change. Throws as `convertArrow`. */
  parquetOf(path: string): Promise<string>;
  /** Removes them all. */
  close(): Promise<void>;
}

/** How long one stays that nobody asks for: a server must not fill the disk. */
const KEPT_MS = 3_600_000;

/** Keeps what is made of Arrow files in a folder of its own, below `parent` or among the machine's temporary files, until it is closed. */
export function openConversions(parent: string | undefined): Conversions {
  const made = new Map<string, { readonly parquet: Promise<string>; asked: number }>();
  let folder: Promise<string> | undefined;

  const makeFolder = async (): Promise<string> => {
    if (parent === undefined) return mkdtemp(join(tmpdir(), 'capstan-arrow-'));
    const chosen = chooseSpillFolder(parent);
    await mkdir(chosen, { recursive: true });
    return chosen;
  };
  const forgetOld = async (now: number): Promise<void> => {
    for (const [key, { parquet, asked }] of made) {
      if (now - asked < KEPT_MS) continue;
      made.delete(key);
      await rm(await parquet, { force: true });
    }
  };
  return {
    async parquetOf(path) {
      const found = await stat(path).catch((error: unknown) => {
        throw storeErrors.TABLE_MISSING({ path }, { cause: error });
      });
      const key = createHash('sha256').update(`${path}\n${found.size}\n${found.mtimeMs}\n${found.ino}`).digest('hex').slice(0, 24);
      const now = performance.now();
      await forgetOld(now);
      const known = made.get(key);
      if (known !== undefined) {
        known.asked = now;
        return known.parquet;
      }
      folder ??= makeFolder();
      const parquet = folder.then(async (own) => {
        const to = join(own, `${key}.parquet`);
        await convertArrow(path, to);
        return to;
      });
      made.set(key, { parquet, asked: now });
      parquet.catch(() => made.delete(key));
      return parquet;
    },
    async close() {
      await Promise.allSettled([...made.values()].map(({ parquet }) => parquet));
      made.clear();
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}
