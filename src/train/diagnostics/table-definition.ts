import type { Columns, Contract } from '../../data/index.ts';
import { contractFrom, contractSchema } from '../../data/schemas.ts';
import { compileReader, type Static, Type } from '../../kernel/index.ts';
import { onFinding } from './on-finding.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;

/** Tables of a run that a look may name beside datasets, versions and files. */
export const RUN_TABLES = ['train', 'test', 'train/features', 'test/features', 'version', 'parent'] as const;

const NAMES =
  "'train' or 'test' for the raw rows of the run, 'train/features' or 'test/features' for what the model is given of them, 'version' for what the run learns from, 'parent' for the version before it, a dataset for its newest version, a version, or a file of the project";
const table = (what: string, by: string) => optional(Type.String({ minLength: 1, description: `${what}: ${NAMES}. Default '${by}'.` }));
const name = (by: string) => optional(Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', description: `Of the step and its report, where a pipeline has several. Default '${by}'.` }));

const driftOptions = Type.Object(
  {
    name: name('table-drift'),
    reference: table('What is held to be right', 'train'),
    table: table('What is judged', 'test'),
    by: optional(Type.String({ minLength: 1, description: 'A column by whose values both are cut into segments, each compared with its own.' })),
    falseAlarm: optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.2, description: 'Chance of any finding where nothing changed. Default 0.01.' })),
    onFinding,
  },
  closed,
);

const diffOptions = Type.Object(
  {
    name: name('table-diff'),
    before: table('What was', 'parent'),
    after: table('What is', 'version'),
    key: optional(Type.String({ minLength: 1, description: 'The column that names a unit. Default that of the dataset.' })),
    onFinding,
  },
  closed,
);

const profileOptions = Type.Object({ name: name('table-profile'), table: table('What is described', 'train') }, closed);

const checkOptions = Type.Object(
  {
    name: name('table-check'),
    table: table('What is checked', 'train/features'),
    contract: Type.Object(contractSchema.properties, { ...closed, description: 'The tests that it must pass.' }),
    onFinding,
  },
  closed,
);

/** What each look at tables can be told, for the reference. */
export const TABLE_OPTIONS = { tableDrift: driftOptions, tableDiff: diffOptions, tableProfile: profileOptions, tableCheck: checkOptions } as const;

/** Looks at tables and their options, as a project's configuration holds them. */
export const TABLE_DIAGNOSTICS = [
  Type.Object({ kind: Type.Literal('table-drift'), options: driftOptions }, closed),
  Type.Object({ kind: Type.Literal('table-diff'), options: diffOptions }, closed),
  Type.Object({ kind: Type.Literal('table-profile'), options: profileOptions }, closed),
  Type.Object({ kind: Type.Literal('table-check'), options: checkOptions }, closed),
] as const;

/** A look at tables, as a step of the training pipeline. */
export type TableDiagnostic = Static<(typeof TABLE_DIAGNOSTICS)[number]>;

const driftReader = compileReader(driftOptions);
const diffReader = compileReader(diffOptions);
const profileReader = compileReader(profileOptions);
const checkReader = compileReader(checkOptions);

/**
 * Judges a table beside a reference in every training, as `capstan data drift` does: by default the test rows beside the training rows. Throws SCHEMA_INVALID with all problems of the options at once.
 * @example diagnostics: [tableDrift({ reference: 'january.parquet', table: 'train', onFinding: 'stop' })]
 */
export const tableDrift = (options: Static<typeof driftOptions> = {}): TableDiagnostic => ({ kind: 'table-drift', options: driftReader.read(options, 'tableDrift') });

/**
 * Says in every training how two tables differ, as `capstan data diff` does: by default what the version adds to the one before it. While there is none before it, the step is left out.
 * Throws SCHEMA_INVALID with all problems of the options at once.
 * @example diagnostics: [tableDiff({ onFinding: 'stop' })]
 */
export const tableDiff = (options: Static<typeof diffOptions> = {}): TableDiagnostic => ({ kind: 'table-diff', options: diffReader.read(options, 'tableDiff') });

/**
 * Describes a table in every training, column by column, as `capstan data profile` does: by default the training rows. Throws SCHEMA_INVALID with all problems of the options at once.
 * @example diagnostics: [tableProfile({ table: 'train/features' })]
 */
export const tableProfile = (options: Static<typeof profileOptions> = {}): TableDiagnostic => ({ kind: 'table-profile', options: profileReader.read(options, 'tableProfile') });

/**
 * Checks a table by a contract in every training, as `capstan data check` does: by default what the model is given of the training rows. Of a run's own tables, columns that the contract does not name are let be. Its tests compare with the files and versions that they name, as `capstan data check` does; those that look at the time or at the versions before are not judged, and the report says so.
 * Throws SCHEMA_INVALID and DATA_CONTRACT_INVALID with all problems at once.
 * @example diagnostics: [tableCheck({ contract: defineContract({ columns: { age: number({ min: 0, max: 120 }) } }), onFinding: 'stop' })]
 */
export const tableCheck = <const C extends Columns>({
  contract,
  ...options
}: Omit<Static<typeof checkOptions>, 'contract'> & { readonly contract: Contract<C> }): TableDiagnostic => ({
  kind: 'table-check',
  options: checkReader.read({ ...options, contract: contractFrom(JSON.parse(JSON.stringify(contract))) }, 'tableCheck'),
});
