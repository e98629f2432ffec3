import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { get, request } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Bench } from './bench.ts';
import { compare, median, milliseconds, takeTurns } from './measure.ts';
import { scratch } from './places.ts';
import { startHelper } from './processes.ts';

const MB = 1024 * 1024;
const MEGABYTES = 2_048;
const ROUNDS = 2;

/** A file of 2 GB to the server and back, by the side of what the disk alone takes for it. */
export const artifacts: Bench = {
  summary: 'artifacts of 2 GB over HTTP',
  async run() {
    const folder = scratch('artifacts');
    rmSync(folder, { recursive: true, force: true });
    const file = join(scratch('artifacts'), 'file');
    await pipeline(pieces(), createWriteStream(file));
    const server = await startHelper<{ url: string }>('serve-artifacts', { folder: join(folder, 'state') });
    const url = `${server.ready.url}/api/2.0/mlflow-artifacts/artifacts/bench/file`;
    const rate = async (work: () => Promise<unknown>): Promise<number> => (MEGABYTES / (await milliseconds(work))) * 1000;
    const memory: number[] = [];
    const withMemory = async (work: () => Promise<unknown>): Promise<number> => {
      const before = await server.ask<number>('rss');
      const found = await rate(work);
      memory.push(((await server.ask<number>('rss')) - before) / MB);
      return found;
    };
    const found = await takeTurns(ROUNDS, {
      up: () => withMemory(() => upload(file, url)),
      down: () => withMemory(() => download(url)),
      copy: () => rate(() => copyDurably(file, `${file}.copy`)),
      read: () => rate(() => drain(createReadStream(file, { highWaterMark: MB }))),
    });
    await server.end();
    rmSync(folder, { recursive: true });
    return [
      compare({ name: 'upload of 2 GB, named by content and durable', unit: 'MB/s', floor: 'copy of the file, fsync' }, found.up, found.copy),
      compare({ name: 'download of 2 GB, verified', unit: 'MB/s', floor: 'reading of the file' }, found.down, found.read),
      { name: 'most memory that a transfer of 2 GB adds to the server, median', unit: 'MB', ours: median(memory), floor: null, ratio: null, promise: null },
    ];
  },
};

/** One random buffer again and again, each time with another beginning. */
function* pieces(): Generator<Buffer> {
  const piece = randomBytes(MB);
  for (let i = 0; i < MEGABYTES; i++) {
    piece.writeUInt32LE(i);
    yield Buffer.from(piece);
  }
}

async function copyDurably(from: string, to: string): Promise<void> {
  rmSync(to, { force: true });
  await copyFile(from, to);
  const copy = await open(to, 'r+');
  await copy.sync();
  await copy.close();
}

async function drain(stream: AsyncIterable<Buffer>): Promise<void> {
  let size = 0;
  for await (const piece of stream) size += piece.length;
  if (size !== MEGABYTES * MB) throw new Error(`${size} bytes came`);
}

function upload(file: string, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'PUT', headers: { 'content-length': MEGABYTES * MB } }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`the upload was answered with ${response.statusCode}`));
    });
    pipeline(createReadStream(file, { highWaterMark: MB }), sent).catch(reject);
  });
}

const download = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, (response) => void drain(response).then(resolve, reject)).on('error', reject);
  });
