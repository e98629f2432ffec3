import type { FastifyInstance } from 'fastify';
import type { TokenGuard } from '../access/index.ts';
import { compileReader, Type } from '../kernel/index.ts';
import { serverErrors } from './server.errors.ts';

const COOKIE = 'capstan_token';

/** No page of another site sends it, and no script reads it; it goes when the browser is closed. */
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

const sessionReader = compileReader(Type.Object({ token: Type.String({ minLength: 1, maxLength: 1000 }) }, { additionalProperties: false }));

/**
 * Lets people use the page of a server that a token guards: `POST /v1/session` takes the token once and leaves it with the browser, `DELETE` takes it away. A request
 * that comes with nothing else is then read as if it had the token in its header; from a page of another site it is refused.
 */
export function mountPageSession(server: FastifyInstance, guard: TokenGuard): void {
  server.addHook('onRequest', (request, _, done) => {
    const { cookie, authorization, origin, host } = request.headers;
    const token = authorization === undefined ? tokenIn(cookie) : undefined;
    if (token === undefined) return done();
    if (origin !== undefined && !['GET', 'HEAD'].includes(request.method) && originHost(origin) !== host) return done(serverErrors.ORIGIN_REFUSED({ origin }));
    request.headers.authorization = `Bearer ${token}`;
    return done();
  });
  server.post('/v1/session', async (request, reply) => {
    const { token } = sessionReader.read(request.body, 'the sign-in');
    guard.identify(`Bearer ${token}`);
    return reply
      .header('set-cookie', `${COOKIE}=${encodeURIComponent(token)}; ${ATTRIBUTES}`)
      .status(204)
      .send();
  });
  server.delete('/v1/session', async (_, reply) => reply.header('set-cookie', `${COOKIE}=; Max-Age=0; ${ATTRIBUTES}`).status(204).send());
}

function tokenIn(cookie: string | undefined): string | undefined {
  const value = new RegExp(`(?:^|; *)${COOKIE}=([^;]+)`).exec(cookie ?? '')?.[1];
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
