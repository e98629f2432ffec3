import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenGuard } from '../../access/index.ts';
import type { TrackingRooms } from '../../platform/index.ts';
import { toCapstanError } from '../to-capstan-error.ts';
import { toMlflowError } from './answer-error.ts';
import { endpoint } from './endpoint.ts';
import { mountEndpoints } from './mount-endpoints.ts';
import { list, needed, text } from './request-fields.ts';

// Endpoints that give back what was read: they ask no room.
const TOKEN = 'a-token-of-more-than-twenty-characters';
const fields = { name: needed(text), tags: list(text) };
const echo = (input: object): Promise<object> => Promise.resolve(input);
const endpoints = (['POST', 'GET', 'PATCH', 'DELETE'] as const).map((method) =>
  endpoint({ method, path: '/echo/:name', permission: 'read', fields, answer: (_, input) => echo(input) }),
);
let server: FastifyInstance;

beforeAll(() => {
  server = Fastify({ bodyLimit: 1000 });
  server.setErrorHandler((error, _, reply) => {
    const { status, body } = toMlflowError(toCapstanError(error));
    return reply.status(status).send(body);
  });
  const never = endpoint({ method: 'POST', path: '/broken', permission: 'read', fields: {}, answer: () => Promise.reject(new TypeError('a secret')) });
  void server.register((scope, _, done) => {
    mountEndpoints(scope, [...endpoints, never], { rooms: {} as TrackingRooms, guard: createTokenGuard({ token: TOKEN }) });
    done();
  });
});
afterAll(() => server.close());

const JSON_TYPE = { 'content-type': 'application/json' };
async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, given: { body?: string; headers?: Record<string, string> } = {}): Promise<[number, unknown]> {
  const answer = await server.inject({
    method,
    url,
    headers: { authorization: `Bearer ${TOKEN}`, ...(given.headers ?? (given.body === undefined ? {} : JSON_TYPE)) },
    ...(given.body !== undefined && { body: given.body }),
  });
  return [answer.statusCode, answer.json()];
}
const ECHO = '/api/2.0/mlflow/echo/a';

describe('an endpoint', () => {
  it('reads its path, its query and its body, whatever the method', async () => {
    expect(await ask('GET', '/ajax-api/2.0/mlflow/echo/a%20b?tags=x&tags=y&name=other')).toEqual([200, { name: 'a b', tags: ['x', 'y'] }]);
    expect(await ask('POST', ECHO, { body: '{"tags":["x"]}' })).toEqual([200, { name: 'a', tags: ['x'] }]);
    for (const method of ['PATCH', 'DELETE'] as const) {
      expect(await ask(method, ECHO, { body: '{"tags":["x"]}', headers: { 'content-type': 'text/plain' } })).toEqual([200, { name: 'a', tags: ['x'] }]);
      expect(await ask(method, ECHO)).toEqual([200, { name: 'a' }]);
    }
  });

  it('reads a body that is JSON in a JSON text, and no body as an empty one', async () => {
    expect(await ask('POST', ECHO, { body: JSON.stringify('{"tags":["x"]}') })).toEqual([200, { name: 'a', tags: ['x'] }]);
    expect(await ask('POST', ECHO, { headers: { 'content-type': 'application/json; charset=utf-8' } })).toEqual([200, { name: 'a' }]);
  });

  it.each([
    [{ body: '{}', headers: { 'content-type': 'text/plain' } }, "Bad Request. Content-Type must be one of ['application/json']."],
    [{}, 'Bad Request. Content-Type header is missing.'],
    [{ body: '{"tags":' }, /^Bad Request\. The body is not JSON/],
    [{ body: '"x"' }, /^Bad Request\. The body is not JSON/],
    [{ body: '[1]' }, 'Bad Request. The body must be a JSON object.'],
    [{ body: '{"tags":5}' }, /^Invalid value 5 for parameter 'tags' supplied/],
  ])('refuses %j with 400', async (given, told) => {
    const [status, body] = await ask('POST', ECHO, given);
    expect([status, body]).toEqual([400, { error_code: 'INVALID_PARAMETER_VALUE', message: typeof told === 'string' ? told : (expect.stringMatching(told) as string) }]);
  });

  it('refuses a body that is too large with 413, and tells nothing of what broke inside', async () => {
    expect(await ask('POST', ECHO, { body: JSON.stringify({ tags: ['x'.repeat(1000)] }) })).toMatchObject([413, { error_code: 'INVALID_PARAMETER_VALUE' }]);
    expect(await ask('POST', '/api/2.0/mlflow/broken', { body: '{}' })).toEqual([500, { error_code: 'INTERNAL_ERROR', message: 'The server failed; its output has the details.' }]);
  });

  it('wants the token, as Bearer or as the password of Basic', async () => {
    for (const authorization of [`Basic ${Buffer.from(`ann:${TOKEN}`).toString('base64')}`, `bearer ${TOKEN}`])
      expect((await ask('GET', ECHO, { headers: { authorization } }))[0]).toBe(200);
    for (const authorization of ['', 'Basic YTpi', 'Bearer another'])
      expect(await ask('GET', ECHO, { headers: { authorization } })).toMatchObject([401, { error_code: 'UNAUTHENTICATED' }]);
  });
});
