import type { FastifyInstance } from 'fastify';
import type { TokenGuard } from '../../access/index.ts';
import type { TrackingRooms } from '../../platform/index.ts';
import { toCapstanError } from '../to-capstan-error.ts';
import { toMlflowError } from './answer-error.ts';
import { createAnswerThread } from './answer-thread.ts';
import { mountArtifacts } from './artifact-routes.ts';
import { bearerOf } from './bearer-of.ts';
import { MLFLOW_ENDPOINTS } from './endpoints.ts';
import { mlflowErrors } from './mlflow.errors.ts';
import { mountEndpoints } from './mount-endpoints.ts';
import { nounOutOfScope } from './out-of-scope.ts';
import { mountServerInfo } from './server-info-routes.ts';

/** What the protocol's door needs beside the rooms. */
export interface MlflowDoor {
  readonly guard: TokenGuard;
  /** Told of failures that are nobody's input's fault. */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

/** Serves MLflow's REST protocol: what a client needs that has this server as its `MLFLOW_TRACKING_URI`. Errors are told in its form. */
export function mountMlflow(server: FastifyInstance, rooms: TrackingRooms, door: MlflowDoor): void {
  const thread = createAnswerThread({ project: rooms.means.project, folder: rooms.means.folder.root }, door.onFault);
  server.addHook('onClose', () => thread.close());
  void server.register((scope, _, done) => {
    scope.setErrorHandler((error, _request, reply) => {
      const known = toCapstanError(error);
      // 501 says what is not offered: nothing broke.
      if (known.status >= 500 && known.status !== 501) door.onFault?.(error);
      const { status, body } = toMlflowError(known);
      return reply.status(status).send(body);
    });
    mountServerInfo(scope);
    void scope.register((inner, _options, ready) => {
      mountEndpoints(inner, Object.values(MLFLOW_ENDPOINTS).flat(), { rooms, guard: door.guard, thread });
      ready();
    });
    void scope.register((inner, _options, ready) => {
      mountArtifacts(inner, {
        artifacts: rooms.artifacts,
        identify: (request) => door.guard.identify(bearerOf(request.headers.authorization)),
        sourceOfVersion: async (name, version) => (await rooms.registry.versions.get({ name, version })).storageLocation,
      });
      ready();
    });
    for (const prefix of ['/api', '/ajax-api']) {
      scope.all(`${prefix}/*`, (request) => {
        const path = request.url.split('?', 1)[0]!.slice(0, 200);
        throw mlflowErrors.ENDPOINT_UNKNOWN({ method: request.method, path, noun: nounOutOfScope(path) });
      });
    }
    done();
  });
}
