import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { modelErrors } from '../model.errors.ts';
import { BLOCK, DESCRIPTION, isPlainPath, sumOf } from './pack-files.ts';

/** A file in an archive, and where its bytes lie. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly offset: number;
}

const text = (header: Buffer, from: number, length: number): string => {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
};

/** True for a file that `packFiles` wrote, which begins with the description of a model; ONNX does not. */
export async function isPacked(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const header = await readHeader(file, 0);
    return header !== undefined && text(header, 257, 5) === 'ustar' && text(header, 0, 100) === DESCRIPTION;
  } finally {
    await file.close();
  }
}

/** What an archive holds, in its order, read from its headers alone. Throws MODEL_ARCHIVE_INVALID. */
export async function listPacked(path: string): Promise<PackedFile[]> {
  const file = await open(path);
  const found: PackedFile[] = [];
  try {
    const { size: end } = await file.stat();
    for (let at = 0; ;) {
      const header = await readHeader(file, at);
      if (header === undefined) throw modelErrors.ARCHIVE_INVALID({ reason: `it ends at byte ${end}, within a header` });
      if (header.every((byte) => byte === 0)) return found;
      const entry = readEntry(header, at + BLOCK);
      if (entry.offset + entry.size > end) throw modelErrors.ARCHIVE_INVALID({ reason: `it ends at byte ${end}, within ${entry.path}` });
      found.push(entry);
      at = entry.offset + Math.ceil(entry.size / BLOCK) * BLOCK;
    }
  } finally {
    await file.close();
  }
}

/** The bytes of one file of an archive. */
export const openPacked = (path: string, { offset, size }: PackedFile): Readable =>
  size === 0 ? Readable.from([]) : createReadStream(path, { start: offset, end: offset + size - 1 });

/** A small file of an archive as text; undefined when it is not there, or has more than a million bytes. */
export async function readPackedText(path: string, files: readonly PackedFile[], name: string): Promise<string | undefined> {
  const entry = files.find((file) => file.path === name);
  if (entry === undefined || entry.size > 1_000_000) return undefined;
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(entry.size);
    await file.read(bytes, 0, entry.size, entry.offset);
    return bytes.toString('utf8');
  } finally {
    await file.close();
  }
}

async function readHeader(file: FileHandle, at: number): Promise<Buffer | undefined> {
  const header = Buffer.alloc(BLOCK);
  const { bytesRead } = await file.read(header, 0, BLOCK, at);
  return bytesRead === BLOCK ? header : undefined;
}

function readEntry(header: Buffer, offset: number): PackedFile {
  const prefix = text(header, 345, 155);
  const path = prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
  const size = Number.parseInt(text(header, 124, 12), 8);
  const isSound = Number.parseInt(text(header, 148, 8), 8) === sumOf(header) && header[156] === 0x30 && Number.isSafeInteger(size) && isPlainPath(path);
  if (!isSound) throw modelErrors.ARCHIVE_INVALID({ reason: `the header at byte ${offset - BLOCK} is none of a file` });
  return { path, size, offset };
}
