import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authorise, type Principal } from '../../access/index.ts';
import type { Platform } from '../../platform/index.ts';
import type { RequestMeter } from './request-meter.ts';
import { OPEN_METRICS, writeOpenMetrics } from './write-open-metrics.ts';

/** Serves what Prometheus scrapes; a guarded server asks for its token, which Prometheus sends as `authorization: { credentials }`. */
export function mountMetrics(
  server: FastifyInstance,
  about: { readonly platform: Platform; readonly meter: RequestMeter; readonly identify: (request: FastifyRequest) => Principal },
): void {
  server.get('/metrics', async (request, reply) => {
    authorise(about.identify(request), 'read');
    const { collectMetrics } = await import('./collect-metrics.ts');
    return reply.type(OPEN_METRICS).send(writeOpenMetrics(await collectMetrics(about.platform, about.meter)));
  });
}
