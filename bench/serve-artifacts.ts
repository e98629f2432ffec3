// A process: the server over a folder of experiments. It tells the most memory it has had since it was last asked.
import { openTracking } from '../src/platform/index.ts';
import { startServer } from '../src/server/index.ts';
import { answerQuestions, givenAbout } from './processes.ts';

const { folder } = await givenAbout<{ folder: string }>();
const platform = await openTracking(folder);
const server = await startServer(platform, { port: 0, version: '0' });
let most = 0;
setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10).unref();

function tell(): number {
  const told = Math.max(most, process.memoryUsage.rss());
  most = 0;
  return told;
}
answerQuestions({ url: server.url }, tell, async () => {
  await server.close();
  await platform.close();
});
