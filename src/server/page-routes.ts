import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { serverErrors } from './server.errors.ts';

const PAGE_FOLDER = fileURLToPath(new URL('../ui/', import.meta.url).href.replace('/src/', '/dist/'));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** The page may load only what comes with it, and nobody may frame it. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Serves the built page. Only names of plain files directly in its folder or in `assets/` are answered. */
export function mountPage(server: FastifyInstance): void {
  const send = async (file: string): Promise<{ body: Buffer; type: string }> => {
    try {
      return { body: await readFile(join(PAGE_FOLDER, normalize(file))), type: TYPES[extname(file)] ?? 'application/octet-stream' };
    } catch (error) {
      throw serverErrors.NOT_FOUND({ path: `/${file}` }, { cause: error });
    }
  };
  const headers = { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
  server.get('/', async (_, reply) => {
    const { body, type } = await send('index.html');
    return reply
      .headers({ ...headers, 'cache-control': 'no-cache' })
      .type(type)
      .send(body);
  });
  server.get<{ Params: { file: string } }>('/assets/:file', async (request, reply) => {
    const { file } = request.params;
    if (!/^[\w.-]+$/.test(file) || file.startsWith('.')) throw serverErrors.NOT_FOUND({ path: `/assets/${file}` });
    const { body, type } = await send(join('assets', file));
    return reply
      .headers({ ...headers, 'cache-control': 'public, max-age=31536000, immutable' })
      .type(type)
      .send(body);
  });
}
