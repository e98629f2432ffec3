import { pathsOf } from '../../../src/server/mlflow/mount-endpoints.ts';
import { MLFLOW_ENDPOINTS } from '../../../src/server/mlflow/endpoints.ts';
import { OUT_OF_SCOPE } from '../../../src/server/mlflow/out-of-scope.ts';
import { MLFLOW_VERSION } from '../../../src/server/mlflow/server-info-routes.ts';
import { code, heading, printTable } from './print-table.ts';

const INTRODUCTION = `Point \`MLFLOW_TRACKING_URI\` at a server of Capstan and use MLflow's clients as ever. It speaks the REST protocol of MLflow ${MLFLOW_VERSION}, under \`/api\` for programs and \`/ajax-api\` for pages. A token goes into \`MLFLOW_TRACKING_TOKEN\`, or into \`MLFLOW_TRACKING_PASSWORD\` with any user name.`;

const DIFFERENCES = [
  'A batch is written whole or not at all, and once: one that is sent again changes nothing.',
  'A deleted experiment does not keep its name from others.',
  'INVALID_STATE comes with status 400, not 500, so that clients do not repeat what cannot succeed.',
  'A body that is not JSON, a member of a wrong type and a whole number that cannot be held exactly are refused by name; they are not taken for absent or rounded.',
  'Of several wrong values in one request up to five are told, one a line.',
];

/** The reference of MLflow's protocol: what of it is served, and what is not. */
export function printMlflow(): string {
  const parts = Object.entries(MLFLOW_ENDPOINTS).map(([noun, endpoints]) => {
    const rows = endpoints.map((endpoint) => [
      code(`${endpoint.method} ${pathsOf(endpoint)[0]}`),
      Object.entries(endpoint.fields)
        .map(([name, { type, needed }]) => `\`${name}${needed ? '*' : ''}\` ${type}`)
        .join(', '),
    ]);
    return `## ${noun}\n\n${printTable(['endpoint', 'reads (\\* is needed)'], rows)}\n`;
  });
  const absent = Object.entries(OUT_OF_SCOPE).map(([noun, paths]) => [noun, paths.map((path) => code(path)).join(', ')]);
  return `${heading('MLflow’s protocol', INTRODUCTION)}
${parts.join('\n')}
## Bytes

Artifacts go through the server as streams: \`/mlflow-artifacts/artifacts\` lists, takes, gives and removes them, \`/mlflow/artifacts/list\` and \`/get-artifact\` find them by their run.
Uploads in parts and signed URLs are answered with NOT_IMPLEMENTED, in the words at which clients send one stream instead.

## Where it differs

${DIFFERENCES.map((line) => `- ${line}`).join('\n')}

## What is not served

Clients get ENDPOINT_NOT_FOUND (404), as from a server of an older version, and do without.

${printTable(['what', 'paths below /mlflow/'], absent)}
`;
}
