import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { createDataRoom, dataMigrations, tableOperations } from '../data/index.ts';
import { isCapstanError, type Operation, systemClock } from '../kernel/index.ts';
import { evaluateOperation, evaluateSource } from '../monitor/index.ts';
import { openMeans } from '../store/index.ts';
import { createTableDiagnoser, trainMigrations } from '../train/index.ts';
import { diagnosticsOperations } from '../train/train.operations.ts';
import { workMigrations } from '../work/index.ts';
import { createPerformer, type OperationContext, type PerformOperation } from './perform-operation.ts';
import { platformErrors } from './platform.errors.ts';

/** What can be asked about files where there is no project. */
export interface FilesPlatform {
  readonly perform: PerformOperation;
  close(): Promise<void>;
}

type RoomsOf<O extends { run(ctx: never, input: never): unknown }> = Parameters<O['run']>[0];

const ABOUT_FILES: ReadonlySet<string> = new Set([...tableOperations, ...diagnosticsOperations, evaluateOperation].map(({ name }) => name));

/** True for an operation that files are enough for. */
export const isAboutFiles = ({ name }: Operation<OperationContext>): boolean => ABOUT_FILES.has(name);

/**
 * Opens what can be asked about plain files, named relative to a folder that need not belong to a project: any file that the process may read, since whoever asks is here.
 * Nothing is kept: its state is gone when it is closed, or when the signal says that the process is about to end. What names a version or a run is refused with PROJECT_NEEDED.
 */
export async function openFiles(folder: string, signal: AbortSignal): Promise<FilesPlatform> {
  const state = mkdtempSync(join(tmpdir(), 'capstan-files-'));
  const forget = (): void => rmSync(state, { recursive: true, force: true });
  signal.addEventListener('abort', forget);
  const means = await openMeans({ project: 'files', folder: state, migrations: [...workMigrations, ...dataMigrations, ...trainMigrations], clock: systemClock });
  const { root } = parse(folder);
  const needed = (named: string): Promise<never> => Promise.reject(platformErrors.NEEDED({ named, folder }));
  const rooms: Omit<RoomsOf<(typeof tableOperations)[number]> & RoomsOf<(typeof diagnosticsOperations)[number]> & RoomsOf<typeof evaluateOperation>, 'actor'> = {
    data: createDataRoom(means, { datasets: {}, root, folder }),
    train: { run: needed, diagnoser: { ...createTableDiagnoser(means, root), ofRun: (run) => needed(run.id) } },
    monitor: { evaluate: (about, order) => evaluateSource(means.columns, about, order) },
  };
  const perform = createPerformer(rooms);
  return {
    async perform(operation, input, by) {
      try {
        return await perform(operation, input, by);
      } catch (error) {
        if (isCapstanError(error, 'DATA_VERSION_UNKNOWN')) throw platformErrors.NEEDED({ named: String(error.facts['version']), folder }, { cause: error });
        throw error;
      }
    },
    async close() {
      await means.close();
      signal.removeEventListener('abort', forget);
      await rm(state, { recursive: true, force: true });
    },
  };
}
