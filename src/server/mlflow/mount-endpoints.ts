import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise, type TokenGuard } from '../../access/index.ts';
import { messageOf } from '../../kernel/index.ts';
import type { TrackingRooms } from '../../platform/index.ts';
import { bearerOf } from './bearer-of.ts';
import type { AnswerThread } from './answer-thread.ts';
import { type Endpoint, isLong } from './endpoint.ts';
import { mlflowErrors } from './mlflow.errors.ts';
import { compileFields, readQuery } from './request-fields.ts';

/** The paths of an endpoint: one for programs, one for pages. */
export const pathsOf = ({ path, version = '2.0' }: Pick<Endpoint, 'path' | 'version'>): string[] => [`/api/${version}/mlflow${path}`, `/ajax-api/${version}/mlflow${path}`];

/** Mounts endpoints on a scope of their own: it reads every body as text, because the protocol looks at the type of its content itself. */
export function mountEndpoints(
  scope: FastifyInstance,
  endpoints: readonly Endpoint[],
  { rooms, guard, thread }: { readonly rooms: TrackingRooms; readonly guard: TokenGuard; readonly thread?: AnswerThread },
): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  for (const endpoint of endpoints) {
    const { method, permission, fields, readFast } = endpoint;
    const answer: Endpoint['answer'] = isLong(endpoint) ? (_, input) => thread?.ask(endpoint, input) ?? endpoint.answer(rooms, input) : endpoint.answer;
    const readFields = compileFields(fields);
    const read = (request: FastifyRequest): unknown => {
      if (method === 'GET') return readFields({ ...readQuery(new URLSearchParams(request.url.split('?', 2)[1]), fields), ...(request.params as object) });
      if (method === 'POST') expectJson(request.headers['content-type']);
      const body = parseBody(request.body as string | undefined);
      return readFast?.(body) ?? readFields({ ...body, ...(request.params as object) });
    };
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const principal = guard.identify(bearerOf(request.headers.authorization));
      authorise(principal, permission);
      const answered = (await answer(rooms, read(request), principal)) ?? '{}';
      return reply.type('application/json; charset=utf-8').send(typeof answered === 'string' || answered instanceof Uint8Array ? answered : JSON.stringify(answered));
    };
    for (const url of pathsOf(endpoint)) scope.route({ method, url, handler });
  }
}

function expectJson(type: string | undefined): void {
  if (type?.split(';', 1)[0] !== 'application/json') throw mlflowErrors.CONTENT_TYPE_REFUSED({ given: type ?? null });
}

/** The members of a body. None is an empty one; one that is JSON in a JSON text, as old clients send it, is read twice. */
function parseBody(body: string | undefined): Record<string, unknown> {
  if (body === undefined || body === null || body === '') return {};
  try {
    const once: unknown = JSON.parse(body);
    const value: unknown = typeof once === 'string' ? JSON.parse(once) : once;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw mlflowErrors.REQUEST_INVALID({ why: `Bad Request. The body is not JSON: ${messageOf(error)}` }, { cause: error });
  }
  throw mlflowErrors.REQUEST_INVALID({ why: 'Bad Request. The body must be a JSON object.' });
}
