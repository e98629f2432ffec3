import type { FastifyInstance } from 'fastify';

/** The version of MLflow whose protocol is spoken here, and with whose clients it is tested. */
export const MLFLOW_VERSION = '3.17.2';

/** What clients ask before they ask anything: whether the server lives, which version it speaks, what it can. Anybody may. */
export function mountServerInfo(scope: FastifyInstance): void {
  scope.get('/health', (_, reply) => reply.type('text/plain; charset=utf-8').send('OK'));
  scope.get('/version', (_, reply) => reply.type('text/plain; charset=utf-8').send(MLFLOW_VERSION));
  const info = {
    store_type: 'SqlStore',
    workspaces_enabled: false,
    trace_archival_enabled: false,
    multipart_uploads_enabled: false,
    multipart_downloads_enabled: false,
    features_enabled: { gateway: false },
  };
  for (const prefix of ['/api', '/ajax-api']) scope.get(`${prefix}/3.0/mlflow/server-info`, () => info);
}
