/** What of MLflow is not served, by the first part of its paths: clients get ENDPOINT_NOT_FOUND, as from a server of an older version, and do without. */
export const OUT_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  'traces and assessments': ['traces', 'unified-traces', 'get-trace-artifact', 'get-online-trace-details', 'issues', 'label-schemas', 'review-queues'],
  'evaluation datasets': ['datasets'],
  'scorers and prompt optimisation': ['scorers', 'prompt-optimization', 'genai'],
  'gateways and their secrets, budgets and guardrails': ['gateway', 'gateway-proxy', 'runs/create-promptlab-run'],
  webhooks: ['webhooks'],
  workspaces: ['workspaces'],
  jobs: ['jobs'],
  'users, roles and permissions': ['users', 'roles', 'experiments/permissions', 'registered-models/permissions'],
};

/** The noun of a path that is out of scope; null when it is no path of MLflow at all. */
export function nounOutOfScope(path: string): string | null {
  const rest = /^\/(?:ajax-)?api\/\d\.0\/mlflow\/(.*)$/.exec(path)?.[1];
  if (rest === undefined) return null;
  return Object.entries(OUT_OF_SCOPE).find(([, beginnings]) => beginnings.some((one) => rest === one || rest.startsWith(`${one}/`)))?.[0] ?? null;
}
