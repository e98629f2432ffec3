import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authorise, type Principal } from '../access/index.ts';
import { compileReader, Type } from '../kernel/index.ts';
import type { Platform } from '../platform/index.ts';
import type { RequestMeter } from './metrics/request-meter.ts';

const predictionReader = compileReader(
  Type.Object({
    requests: Type.Array(
      Type.Object(
        {
          predictionId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
          unitKey: Type.String({ minLength: 1, maxLength: 200 }),
          eventAt: Type.Optional(Type.Number()),
          inputs: Type.Record(Type.String(), Type.Unknown()),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 10_000 },
    ),
  }),
);

const feedbackReader = compileReader(
  Type.Object({
    items: Type.Array(
      Type.Object(
        {
          predictionId: Type.String({ minLength: 1, maxLength: 200 }),
          label: Type.Union([Type.Number(), Type.String({ minLength: 1 })], { description: '0 or 1; the number, or the name of the class, that came true where one is asked for' }),
          labelAt: Type.Number(),
          revision: Type.Optional(Type.Integer({ minimum: 0 })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 10_000 },
    ),
  }),
);

/** The schemas of the two routes, for the API description. */
export const predictionSchemas = { predict: predictionReader.schema, feedback: feedbackReader.schema };

/** The hot path, beside the operations because every microsecond counts: one check of the body, then straight to the room. */
export function mountPredictions(
  server: FastifyInstance,
  platform: Platform,
  { identify, meter }: { readonly identify: (request: FastifyRequest) => Principal; readonly meter: RequestMeter },
): void {
  server.post('/v1/predict', async (request) => {
    authorise(identify(request), 'write');
    const { requests } = predictionReader.read(request.body, 'the prediction request');
    const began = performance.now();
    try {
      const answers = await platform.serve.predict(requests);
      meter.answered(answers, performance.now() - began);
      return { answers };
    } catch (error) {
      meter.failure();
      throw error;
    }
  });
  server.post('/v1/feedback', async (request) => {
    authorise(identify(request), 'write');
    const { items } = feedbackReader.read(request.body, 'the feedback');
    const receipt = await platform.serve.feedback(items);
    meter.labelled(receipt.accepted);
    return receipt;
  });
}
