import type { TSchema } from '../kernel/index.ts';
import { isProjectPlatform, type Platform, type TrackingPlatform } from '../platform/index.ts';
import { pathOf } from './operation-routes.ts';
import { predictionSchemas } from './prediction-routes.ts';

const jsonBody = (schema: TSchema) => ({ content: { 'application/json': { schema } } });
const answer = (description: string, schema: TSchema | object) => ({
  '200': { description, content: { 'application/json': { schema } } },
  default: { description: 'An error: code, message, remedy, facts.' },
});

/** The hot path, which only a project has. */
const PREDICTIONS = {
  '/v1/predict': {
    post: {
      operationId: 'predict',
      summary: 'Decide on a batch of units.',
      requestBody: jsonBody(predictionSchemas.predict),
      responses: answer('One answer a request, in order.', {}),
    },
  },
  '/v1/feedback': {
    post: { operationId: 'feedback', summary: 'Report outcomes.', requestBody: jsonBody(predictionSchemas.feedback), responses: answer('How many were new.', {}) },
  },
};

/** The OpenAPI 3.1 description of everything the server answers, printed from the schemas it uses. MLflow's protocol has its own, `docs/reference/mlflow.md`. */
export function describeApi(platform: Platform | TrackingPlatform, version: string): object {
  const paths: Record<string, object> = isProjectPlatform(platform) ? { ...PREDICTIONS } : {};
  for (const operation of platform.operations.values()) {
    const responses = answer(operation.summary, operation.output);
    const described = { operationId: operation.name, summary: operation.summary, responses };
    paths[pathOf(operation)] = {
      post: { ...described, requestBody: jsonBody(operation.input) },
      ...(operation.permission === 'read' && { get: { ...described, operationId: `${operation.name}.get`, parameters: parametersOf(operation.input) } }),
    };
  }
  return { openapi: '3.1.0', info: { title: 'Capstan', version }, paths };
}

function parametersOf(input: TSchema): object[] {
  const { properties = {}, required = [] } = input as { properties?: Record<string, TSchema>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}
