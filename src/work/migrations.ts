import type { Migration } from '../store/index.ts';
import { jobMigrations } from './jobs.store.ts';
import { stepMigrations } from './work.store.ts';

/** The room's tables. */
export const workMigrations: readonly Migration[] = [...stepMigrations, ...jobMigrations];
