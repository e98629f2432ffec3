import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Artifact, ArtifactRoom } from '../../platform/index.ts';
import { readByteRange } from './byte-range.ts';

/** What a page may show as a picture, or a person read as text; everything else is bytes. Never HTML or SVG: these could run a program with our origin. */
const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  json: 'application/json',
  ...Object.fromEntries(['txt', 'log', 'md', 'csv', 'tsv', 'yaml', 'yml', 'toml', 'ini', 'cfg', 'py', 'mlmodel'].map((name) => [name, 'text/plain; charset=utf-8'])),
};

/** Whoever opens one in a browser gets a download; should it be shown all the same, it is nobody's page and runs nothing. */
const HARMLESS = { 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'", 'cross-origin-resource-policy': 'same-origin' };

/**
 * Sends a file, or the part of it that `Range` asks for, in constant memory. It is tagged with its digest, so that a download that broke off goes on only on the same
 * bytes (`If-Range`), and what a client has already is not sent again (`If-None-Match`). A client that goes away frees the file.
 */
export async function sendArtifact(
  request: FastifyRequest,
  reply: FastifyReply,
  { artifacts, path }: { readonly artifacts: ArtifactRoom; readonly path: string },
): Promise<FastifyReply> {
  const artifact = await artifacts.find(path);
  const { size } = artifact;
  const tag = `"${artifact.digest.slice('sha256:'.length)}"`;
  const { range, 'if-range': onlyIf, 'if-none-match': has } = request.headers;
  reply.headers({ ...HARMLESS, ...describe(artifact), etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' });
  if (has !== undefined && (has.trim() === '*' || has.split(',').some((one) => one.trim().replace(/^W\//, '') === tag))) return reply.status(304).send();
  const part = onlyIf === undefined || onlyIf === tag ? readByteRange(range, size) : undefined;
  if (part === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${size}`).send();
  // Opened whatever is asked: who is told of bytes finds them.
  const bytes = await artifacts.open(artifact, part);
  if (part !== undefined) reply.status(206).header('content-range', `bytes ${part.start}-${part.end - 1}/${size}`);
  reply.header('content-length', part === undefined ? size : part.end - part.start);
  if (request.method !== 'HEAD') return reply.send(bytes);
  bytes.destroy();
  return reply.send();
}

function describe({ path }: Artifact): Record<string, string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const plain = name.replaceAll(/[^ -~]|["\\]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return {
    'content-type': TYPES[ending] ?? 'application/octet-stream',
    'content-disposition': `attachment; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${encoded}`}`,
  };
}
