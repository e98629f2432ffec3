import type { DiagnosesOperations } from '../../../src/sdk/diagnoses.ts';
import { ask } from '../ask.ts';
import { useAnswer } from './use-answer.ts';

/** What a question can be asked of, the newest first. */
export interface KnownTables {
  readonly versions: DiagnosesOperations['data.list']['output'];
  readonly runs: readonly { readonly id: string; readonly name: string }[];
}

const NOTHING: KnownTables = { versions: [], runs: [] };

/** The dataset versions, and the newest runs that trained on one; nothing until the server has answered. */
export function useKnownTables(): KnownTables {
  const { answer } = useAnswer('versions and runs', async (signal) => ({
    versions: await ask('data.list', {}, signal),
    runs: (await ask('runs.search', { maxResults: 20 }, signal)).runs.filter((run) => run.id.startsWith('run_')),
  }));
  return answer ?? NOTHING;
}

/** The first digits of a version's id, enough to name it. */
export const shortId = (id: string): string => id.replace('sha256:', '').slice(0, 12);
