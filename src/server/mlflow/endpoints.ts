import type { Endpoint } from './endpoint.ts';
import { experimentEndpoints } from './experiment-endpoints.ts';
import { logEndpoints } from './log-endpoints.ts';
import { loggedModelEndpoints } from './logged-model-endpoints.ts';
import { metricEndpoints } from './metric-endpoints.ts';
import { modelVersionEndpoints } from './model-version-endpoints.ts';
import { registeredModelEndpoints } from './registered-model-endpoints.ts';
import { runEndpoints } from './run-endpoints.ts';

/** What of the protocol is served, by noun; bytes have routes of their own. */
export const MLFLOW_ENDPOINTS: Readonly<Record<string, readonly Endpoint[]>> = {
  Experiments: experimentEndpoints,
  Runs: runEndpoints,
  'What is logged to a run': logEndpoints,
  Metrics: metricEndpoints,
  'Logged models': loggedModelEndpoints,
  'Registered models': registeredModelEndpoints,
  'Model versions': modelVersionEndpoints,
};
