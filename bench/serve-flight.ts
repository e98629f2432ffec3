// A process: the real server over the project of `makeFlightProject`, which tells its CPU time when it is asked.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject, openPlatform } from '../src/platform/index.ts';
import { startServer } from '../src/server/index.ts';
import { cpuSeconds } from './measure.ts';
import { answerQuestions, givenAbout } from './processes.ts';

/** How to serve. */
export interface ServeFlight {
  readonly folder: string;
  readonly log: 'durable' | 'fast';
}

const { folder, log } = await givenAbout<ServeFlight>();
const loaded = await loadProject(folder);
const deployment = `bench-${log}`;
const platform = await openPlatform({ ...loaded, project: { ...loaded.project, serve: { deployment, log } } });
// Each run begins with an empty log, so that all begin alike.
rmSync(platform.means.folder.path('predictions', deployment), { recursive: true, force: true });
const champion = (await platform.releases.alias('champion'))!;
if ((await platform.serve.deployment())?.champion !== champion) await platform.serve.setPolicy({ champion }, { actor: 'bench', why: 'to be measured', eventAt: Date.now() });
const server = await startServer(platform, { port: 0, version: '0.0.0', onFault: (error) => console.error(error) });
answerQuestions({ port: Number(new URL(server.url).port) }, cpuSeconds, async () => {
  await server.close();
  await platform.close();
  rmSync(join(folder, '.capstan', 'predictions', deployment), { recursive: true, force: true });
});
