// A process: the same HTTP framework with nothing behind it. It reads the body as JSON and gives back an answer of the same size.
import Fastify from 'fastify';
import { cpuSeconds } from './measure.ts';
import { answerQuestions, givenAbout } from './processes.ts';

const { answer } = await givenAbout<{ answer: unknown }>();
const server = Fastify({ logger: false, bodyLimit: 32 * 1024 * 1024 });
server.post('/v1/predict', async (request) => {
  const { requests } = request.body as { requests: unknown[] };
  return { answers: requests.map(() => answer) };
});
await server.listen({ host: '127.0.0.1', port: 0 });
answerQuestions({ port: (server.server.address() as { port: number }).port }, cpuSeconds, () => server.close());
