import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { assertBindingIsSafe, createTokenGuard, isLoopback } from '../access/index.ts';
import { isProjectPlatform, type Platform, type TrackingPlatform } from '../platform/index.ts';
import { describeApi } from './describe-api.ts';
import { mountMetrics } from './metrics/mount-metrics.ts';
import { createRequestMeter } from './metrics/request-meter.ts';
import { mountMlflow } from './mlflow/mount-mlflow.ts';
import { mountOperations } from './operation-routes.ts';
import { mountPage } from './page-routes.ts';
import { mountPageSession } from './page-session.ts';
import { mountPredictions } from './prediction-routes.ts';
import { serverErrors } from './server.errors.ts';
import { BODY_LIMIT, toCapstanError } from './to-capstan-error.ts';

/** What one part of a path may have: the key of a tag in full, each of its 255 characters being 4 bytes and each byte 3 letters. */
const MOST_PATH_PART = 255 * 4 * 3;

/** How to listen. */
export interface ServerOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 for any free one. @default 7300 */
  readonly port?: number;
  /** Needed for any address that others can reach. */
  readonly token?: string;
  readonly version: string;
  /** Told of failures that are nobody's input's fault. */
  readonly onFault?: (error: unknown) => void;
}

export interface RunningServer {
  /** `http://127.0.0.1:7300` */
  readonly url: string;
  /** Answers what is under way, then closes. The platform stays open. */
  close(): Promise<void>;
}

/** Routes read with schemas of their own, so the library's compilers are never asked; loading them would be a twelfth of the start. */
const NO_SCHEMAS = { compilersFactory: { buildValidator: (() => () => () => true) as never, buildSerializer: (() => () => JSON.stringify) as never } };

/** Starts the HTTP door of a platform; one without a project has no predictions. Throws ACCESS_TOKEN_REQUIRED for an unsafe binding and SERVER_PORT_IN_USE. */
export async function startServer(platform: Platform | TrackingPlatform, options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 7300, token } = options;
  assertBindingIsSafe({ host, token });
  const server = Fastify({
    schemaController: NO_SCHEMAS,
    logger: false,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MOST_PATH_PART },
  });
  const guard = createTokenGuard(token === undefined ? {} : { token });
  const identify = (request: FastifyRequest) => guard.identify(request.headers.authorization);
  answerErrors(server, options.onFault);
  if (token === undefined) refuseForeignPages(server);
  else mountPageSession(server, guard);
  server.get('/healthz', () => ({ live: true, ready: true, project: platform.means.project }));
  server.get('/v1/openapi.json', () => describeApi(platform, options.version));
  if (isProjectPlatform(platform)) {
    const meter = createRequestMeter();
    mountPredictions(server, platform, { identify, meter });
    mountMetrics(server, { platform, meter, identify });
  }
  mountOperations(server, platform, identify);
  mountMlflow(server, platform, { guard, onFault: options.onFault });
  mountPage(server);
  try {
    await server.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw serverErrors.PORT_IN_USE({ host, port }, { cause: error });
    throw error;
  }
  const address = server.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, close: () => server.close() };
}

/**
 * Without a token, a page on another site must not make this server do anything: neither by pointing a name of its own at 127.0.0.1
 * (DNS rebinding), nor by a POST that browsers send without asking first.
 */
function refuseForeignPages(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _, done) => {
    const { host = '', origin } = request.headers;
    const name = host.replace(/:\d+$/, '');
    if (!isLoopback(name)) done(serverErrors.HOST_REFUSED({ host: name }));
    else if (origin !== undefined && request.method !== 'GET' && origin !== `http://${host}`) done(serverErrors.ORIGIN_REFUSED({ origin }));
    else done();
  });
}

function answerErrors(server: FastifyInstance, onFault: ServerOptions['onFault']): void {
  server.setErrorHandler((error, _, reply) => {
    const known = toCapstanError(error);
    if (known.status >= 500) onFault?.(error);
    return reply.status(known.status).send({ error: known.toJSON() });
  });
  server.setNotFoundHandler((request, reply) => {
    const error = serverErrors.NOT_FOUND({ path: request.url.slice(0, 200) });
    return reply.status(404).send({ error: error.toJSON() });
  });
}
