import { defineErrors, errorKind } from '../kernel/index.ts';

export const serverErrors = defineErrors('SERVER', {
  PORT_IN_USE: errorKind<{ host: string; port: number }>({
    status: 409,
    message: (f) => `port ${f.port} of ${f.host} is in use by another program`,
    remedy: () => 'choose another with --port, or --port 0 for any free one',
  }),
  OPERATION_UNKNOWN: errorKind<{ name: string; known: readonly string[] }>({
    status: 404,
    message: (f) => `there is no operation ${f.name}`,
    remedy: (f) => `use one of ${f.known.join(', ')}`,
  }),
  HOST_REFUSED: errorKind<{ host: string }>({
    status: 403,
    message: (f) => `the request names the host ${JSON.stringify(f.host)}, which this server does not answer for`,
    remedy: () => 'use 127.0.0.1 or localhost, or start the server with a token',
  }),
  ORIGIN_REFUSED: errorKind<{ origin: string }>({
    status: 403,
    message: (f) => `a page of ${f.origin} asks this server to do something`,
    remedy: () => 'ask from its own page, from the command line or from a program; or start the server with a token',
  }),
  BODY_TOO_LARGE: errorKind<{ most: number }>({
    status: 413,
    message: (f) => `the body is larger than ${f.most / 1024 / 1024} MB`,
    remedy: () => 'send it in parts',
  }),
  BODY_UNREADABLE: errorKind<{ reason: string }>({
    status: 400,
    message: (f) => `the body cannot be read: ${f.reason}`,
    remedy: () => 'send JSON with Content-Type: application/json',
  }),
  NOT_FOUND: errorKind<{ path: string }>({
    status: 404,
    message: (f) => `there is nothing at ${f.path}`,
    remedy: () => 'the page is at /, the API is described at /v1/openapi.json',
  }),
  THREAD_ENDED: errorKind<{ reason: string }>({
    status: 503,
    message: (f) => `the thread that was to answer has ended: ${f.reason}`,
    remedy: () => 'ask again; when it ends each time, ask for less at once, or give the server more memory',
  }),
  FAILED: errorKind<{ reason: string }>({
    status: 500,
    message: (f) => `something failed that should not: ${f.reason}`,
    remedy: () => 'the server goes on; its output has the details',
  }),
});
