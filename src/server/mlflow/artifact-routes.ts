import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise, type Principal } from '../../access/index.ts';
import type { Permission } from '../../kernel/index.ts';
import type { ArtifactHome, ArtifactRoom } from '../../platform/index.ts';
import { listPage, writeListing } from './list-artifacts.ts';
import { mlflowErrors } from './mlflow.errors.ts';
import { readUpload } from './read-upload.ts';
import { sendArtifact } from './send-artifact.ts';

/** What the routes of artifacts need. */
export interface ArtifactDoor {
  readonly artifacts: ArtifactRoom;
  readonly identify: (request: FastifyRequest) => Principal;
  /** Where the files of a version of a registered model are, as a URI. */
  readonly sourceOfVersion: (name: string, version: string) => Promise<string>;
  /** The largest file that is taken, in bytes. @default none */
  readonly largestUpload?: number;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** One value of the query. */
const valueOf = (request: FastifyRequest, name: string): string | undefined => [(request.query as Record<string, string | string[]>)[name]].flat().at(-1);

function needValue(request: FastifyRequest, ...names: readonly string[]): string {
  const value = names.map((name) => valueOf(request, name)).find((one) => one !== undefined && one !== '');
  if (value === undefined) throw mlflowErrors.PARAMETER_MISSING({ path: names[0]! });
  return value;
}

/** What follows a prefix in the path of a request, as it was written. */
const restOf = (request: FastifyRequest): string => (request.params as { '*': string })['*'];

/**
 * Mounts the bytes of MLflow's protocol on a scope of their own, which reads no body: uploads and downloads are streams, of any length and type, in constant memory.
 * Paths come as they were written and are judged by the room. Signed URLs and uploads in parts are refused in the words at which clients turn to plain ones.
 */
export function mountArtifacts(scope: FastifyInstance, door: ArtifactDoor): void {
  const { artifacts, largestUpload = Infinity } = door;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  const route = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, how: { readonly permission: Permission; readonly handler: Handler }): void => {
    const handler: Handler = (request, reply) => {
      authorise(door.identify(request), how.permission);
      return how.handler(request, reply);
    };
    // Declared, because the HEAD that Fastify adds by itself reads the whole stream.
    scope.route({ method: method === 'GET' ? ['GET', 'HEAD'] : method, url, handler: async (request, reply) => handler(request, reply), exposeHeadRoute: false });
  };
  const read = (url: string, handler: Handler): void => route('GET', url, { permission: 'read', handler });
  const write = (method: 'PUT' | 'POST' | 'DELETE', url: string, handler: Handler): void => route(method, url, { permission: 'write', handler });
  const send = (request: FastifyRequest, reply: FastifyReply, path: string) => sendArtifact(request, reply, { artifacts, path });
  const put = async (request: FastifyRequest, path: string): Promise<object> => {
    await artifacts.put(path, readUpload(request.raw, largestUpload));
    return {};
  };
  const page = (request: FastifyRequest, home: ArtifactHome, name: string) =>
    listPage(artifacts, home, { path: valueOf(request, name) ?? '', token: valueOf(request, 'page_token') });
  const homeOfRun = (request: FastifyRequest) => artifacts.homeOfRun(needValue(request, 'run_id', 'run_uuid'));
  const homeOfModel = (request: FastifyRequest) => artifacts.homeOfLoggedModel((request.params as { model: string }).model);

  for (const prefix of ['/api/2.0', '/ajax-api/2.0']) {
    const files = `${prefix}/mlflow-artifacts/artifacts`;
    read(files, async (request, reply) => {
      const pieces = writeListing(artifacts, valueOf(request, 'path') ?? '');
      // The first piece is awaited: a path that is refused is answered as such.
      const first = await pieces.next();
      return reply.type('application/json; charset=utf-8').send(Readable.from(startingWith(first.value ?? '', pieces)));
    });
    read(`${files}/*`, (request, reply) => send(request, reply, restOf(request)));
    write('PUT', `${files}/*`, (request) => put(request, restOf(request)));
    write('DELETE', `${files}/*`, async (request) => {
      await artifacts.remove(restOf(request));
      return {};
    });
    write('POST', `${prefix}/mlflow-artifacts/mpu/*`, () => Promise.reject(mlflowErrors.UNSUPPORTED({ what: 'Multipart upload' })));
    read(`${prefix}/mlflow-artifacts/presigned/*`, () => Promise.reject(mlflowErrors.UNSUPPORTED({ what: 'Presigned download' })));
    write('POST', `${prefix}/mlflow/artifacts/presigned-upload-url`, () => Promise.reject(mlflowErrors.UNSUPPORTED({ what: 'Presigned upload' })));
    write('POST', `${prefix}/mlflow/artifacts/presigned-download-url`, () => Promise.reject(mlflowErrors.UNSUPPORTED({ what: 'Presigned download' })));
    read(`${prefix}/mlflow/artifacts/list`, async (request) => page(request, await homeOfRun(request), 'path'));
    read(`${prefix}/mlflow/logged-models/:model/artifacts/directories`, async (request) => page(request, await homeOfModel(request), 'artifact_directory_path'));
    read(`${prefix}/mlflow/logged-models/:model/artifacts/files`, async (request, reply) => {
      const path = needValue(request, 'artifact_file_path');
      return send(request, reply, artifacts.within(await homeOfModel(request), path));
    });
    write('POST', `${prefix}/mlflow/upload-artifact`, async (request) => {
      const path = needValue(request, 'path');
      return put(request, artifacts.within(await homeOfRun(request), path));
    });
  }
  read('/get-artifact', async (request, reply) => {
    const path = needValue(request, 'path');
    return send(request, reply, artifacts.within(await homeOfRun(request), path));
  });
  read('/model-versions/get-artifact', async (request, reply) => {
    const source = await door.sourceOfVersion(needValue(request, 'name'), needValue(request, 'version'));
    return send(request, reply, artifacts.within(await artifacts.homeOfSource(source), needValue(request, 'path')));
  });
}

async function* startingWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  yield first;
  yield* rest;
}
