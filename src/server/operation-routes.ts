import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise, type Principal } from '../access/index.ts';
import { digestOfBytes, type Operation } from '../kernel/index.ts';
import type { OperationContext, TrackingPlatform } from '../platform/index.ts';

/** The path of an operation: `data.diff` is at `/v1/data/diff`. */
export const pathOf = (operation: Pick<Operation<never>, 'name'>): string => `/v1/${operation.name.replaceAll('.', '/')}`;

/** Mounts every operation: POST with a JSON body, and GET with a query for those that only read. */
export function mountOperations(server: FastifyInstance, platform: Pick<TrackingPlatform, 'operations' | 'perform'>, identify: (request: FastifyRequest) => Principal): void {
  for (const operation of platform.operations.values()) {
    const answer = async (request: FastifyRequest, input: unknown): Promise<unknown> => {
      const principal = identify(request);
      authorise(principal, operation.permission);
      return platform.perform(operation, input, { actor: principal.name });
    };
    server.post(pathOf(operation), (request) => answer(request, request.body));
    if (operation.permission !== 'read') continue;
    server.get(pathOf(operation), async (request, reply) => sendTagged(request, reply, await answer(request, fromQuery(request.query as Record<string, string>, operation))));
  }
}

/** Sends JSON with a tag of its content, or 304 when the caller has it already: a page that polls moves bytes only when something changed. */
function sendTagged(request: FastifyRequest, reply: FastifyReply, result: unknown): FastifyReply {
  const body = JSON.stringify(result ?? null);
  const tag = `"${digestOfBytes(body).slice(7, 39)}"`;
  reply.header('etag', tag).header('cache-control', 'no-cache');
  return request.headers['if-none-match'] === tag ? reply.status(304).send() : reply.type('application/json; charset=utf-8').send(body);
}

/** A query has texts only: those whose schema asks for a number or a truth are read as one. */
function fromQuery(query: Record<string, string>, operation: Operation<OperationContext>): Record<string, unknown> {
  const properties = (operation.input as { properties?: Record<string, { type?: string }> }).properties ?? {};
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => {
      const type = properties[name]?.type;
      if (type === 'number' || type === 'integer') return [name, Number(text)];
      if (type === 'boolean') return [name, text === 'true'];
      return [name, text];
    }),
  );
}
