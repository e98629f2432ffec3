import type { Digest } from '../../kernel/index.ts';

/** The input of `snapshot` that holds a table of rows to leave out. */
export const heldInput = (table: Digest): string => `held-${table.replace('sha256:', '')}`;
