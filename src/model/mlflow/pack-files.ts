import { modelErrors } from '../model.errors.ts';

/** A file of a model's directory that is to be packed. */
export interface FileToPack {
  /** Relative, with slashes. */
  readonly path: string;
  readonly size: number;
  open(): Promise<AsyncIterable<Uint8Array>>;
}

/** The file that describes the model; it comes first in an archive. */
export const DESCRIPTION = 'MLmodel';

export const BLOCK = 512;
/** What eleven octal digits can say. */
const LARGEST = 8 ** 11 - 1;

/**
 * Packs a directory into one file, a tar archive (POSIX.1-1988 ustar), as a stream of any length in constant memory. Files come in the order of their names behind `MLmodel`,
 * without owners and times: the same files give the same bytes. Throws MODEL_ARCHIVE_INVALID for a path that is no plain relative one, or too long.
 */
export async function* packFiles(files: readonly FileToPack[]): AsyncGenerator<Uint8Array> {
  const rank = (file: FileToPack): string => `${file.path === DESCRIPTION ? 0 : 1}${file.path}`;
  for (const file of files.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
    yield headerOf(file);
    let written = 0;
    for await (const piece of await file.open()) {
      written += piece.length;
      yield piece;
    }
    if (written !== file.size) throw modelErrors.ARCHIVE_INVALID({ reason: `${file.path} has ${written} bytes, and ${file.size} were announced` });
    yield Buffer.alloc(-file.size & (BLOCK - 1));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** True for a path that stays where it begins. */
export const isPlainPath = (path: string): boolean => path !== '' && !/[\0\\]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

function headerOf({ path, size }: FileToPack): Buffer {
  const [prefix, name] = splitPath(path);
  if (size > LARGEST) throw modelErrors.ARCHIVE_INVALID({ reason: `${path} has ${size} bytes; ${LARGEST} are the most` });
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0);
  header.write(octal(0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  header.write(`${octal(sumOf(header), 6)} `, 148);
  return header;
}

/** The check of a header: its bytes added, with blanks where the sum itself stands. */
export const sumOf = (header: Uint8Array): number => header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);

/** A name of at most 100 bytes behind a prefix of at most 155. */
function splitPath(path: string): readonly [prefix: string, name: string] {
  if (!isPlainPath(path)) throw modelErrors.ARCHIVE_INVALID({ reason: `${JSON.stringify(path)} is no plain path` });
  if (Buffer.byteLength(path) <= 100) return ['', path];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100) return [prefix, name];
  }
  throw modelErrors.ARCHIVE_INVALID({ reason: `the path ${path} is too long for an archive` });
}
