import type { Endpoint } from './endpoint.ts';

/** Everything of the protocol that is served, but for bytes: see `artifact-routes.ts`. */
export const mlflowEndpoints: readonly Endpoint[] = [];
