import { defineErrors, errorKind, formatInstant, type Interval, type Problem } from '../kernel/index.ts';
import type { ContractFailure } from './contract/contract-result.ts';

const span = (interval: Interval): string => `${formatInstant(interval.from)} to ${formatInstant(interval.to)}`;
const list = (problems: readonly Problem[]): string => problems.map((p) => `${p.path || '/'}: ${p.message}`).join('; ');

/** Everything that can go wrong with data, with the names and the remedy. */
export const dataErrors = defineErrors('DATA', {
  DATASET_UNKNOWN: errorKind<{ name: string; known: readonly string[] }>({
    status: 404,
    message: (f) => `the project has no dataset "${f.name}"`,
    remedy: (f) => (f.known.length === 0 ? 'declare it in the configuration' : `use one of: ${f.known.join(', ')}`),
  }),
  DATASET_INVALID: errorKind<{ dataset: string; problems: readonly Problem[] }>({
    status: 400,
    message: (f) => `the dataset ${f.dataset} is not valid: ${list(f.problems)}`,
    remedy: () => 'correct the named members of the dataset in the configuration',
  }),
  SOURCE_MISSING: errorKind<{ dataset: string; path: string; searched: string }>({
    status: 404,
    message: (f) => `the source of the dataset ${f.dataset} is not there: ${f.path} (looked in ${f.searched})`,
    remedy: () => 'check the path, which is relative to the project, or to the package that carries the file',
  }),
  PACKAGE_MISSING: errorKind<{ dataset: string; package: string; root: string }>({
    status: 404,
    message: (f) => `the package ${f.package}, which carries the source of the dataset ${f.dataset}, is not installed`,
    remedy: (f) => `npm install ${f.package}, in ${f.root}`,
  }),
  SOURCE_UNREADABLE: errorKind<{ dataset: string; path: string; reason: string }>({
    status: 422,
    message: (f) => `the source of the dataset ${f.dataset} cannot be read: ${f.path}: ${f.reason}`,
    remedy: () => 'the file is broken or of another format: bring it again, or correct `format` in the configuration',
  }),
  COLUMN_UNKNOWN: errorKind<{ dataset: string; columns: readonly string[]; available: readonly string[] }>({
    status: 422,
    message: (f) => `the source of the dataset ${f.dataset} has no ${f.columns.length === 1 ? 'column' : 'columns'} ${f.columns.join(', ')}`,
    remedy: (f) => `say how to make them in \`select\`; the file has: ${f.available.join(', ')}`,
  }),
  SELECT_INVALID: errorKind<{ dataset: string; problems: readonly Problem[] }>({
    status: 422,
    message: (f) => `the \`select\` of the dataset ${f.dataset} does not work: ${list(f.problems)}`,
    remedy: () => 'write DuckDB SQL expressions over the columns of the file',
  }),
  PROFILE_UNREADABLE: errorKind<{ file: string; reason: string }>({
    status: 422,
    message: (f) => `the stored profile ${f.file} cannot be read: ${f.reason}`,
    remedy: () => 'make it again: `capstan data profile <table> --save <file>`',
  }),
  PROFILE_WITHOUT_ROWS: errorKind<{ profile: string; wanted: string }>({
    status: 422,
    message: (f) => `${f.profile} is a stored profile, which has no rows: ${f.wanted} needs them`,
    remedy: () => 'name the table that it was made of; a stored profile may be printed, be the reference of `capstan data drift`, and that of `capstan data check`',
  }),
  FILE_UNKNOWN: errorKind<{ file: string; root: string; reach: 'within' | 'anywhere' }>({
    status: 404,
    message: (f) => (f.reach === 'within' ? `there is no file ${f.file} in the project` : `there is no file ${f.file}`),
    remedy: (f) =>
      f.reach === 'within'
        ? `name a file in ${f.root}, relative to it; files elsewhere are not read: copy it there first`
        : `name a file relative to ${f.root}, or by its whole path`,
  }),
  FILE_OF_OTHER_KIND: errorKind<{ file: string }>({
    status: 400,
    message: (f) => `${f.file} is no Parquet, Arrow or CSV file, which alone are read`,
    remedy: (f) =>
      /\.tsv$/i.test(f.file)
        ? 'name it .csv: values between tabs are read as well as between commas'
        : /\.(?:json|jsonl|ndjson|txt)$/i.test(f.file)
          ? `write it as one of them, for instance with DuckDB: COPY (FROM '${f.file.replaceAll("'", "''")}') TO '${f.file.replace(/\.[^.]*$/, '').replaceAll("'", "''")}.parquet'`
          : 'write it as Parquet or CSV',
  }),
  FILE_UNREADABLE: errorKind<{ file: string; reason: string }>({
    status: 422,
    message: (f) => `the file ${f.file} cannot be read: ${f.reason}`,
    remedy: () => 'correct the file: a CSV file is UTF-8, with as many values in each line as there are names; what a contract must hold is in docs/guides/contracts.md',
  }),
  HISTORY_TAKES_ALL: errorKind<{ reference: string }>({
    status: 400,
    message: (f) => `the history and the current version hold all rows of the reference ${f.reference}`,
    remedy: () => 'name fewer earlier versions, or another reference: a batch is never compared with itself',
  }),
  HISTORY_NEEDS_VERSION: errorKind<{ current: string }>({
    status: 400,
    message: (f) => `no versions came before ${f.current}: it is a file`,
    remedy: () => 'name the earlier files with --history, or a version to be judged',
  }),
  SEGMENTS_UNKNOWN: errorKind<{ column: string; columns: readonly string[] }>({
    status: 400,
    message: (f) => `there is no column ${f.column} in both tables that could cut them into segments`,
    remedy: (f) => `name one of ${f.columns.join(', ')}`,
  }),
  TIME_ZONE_UNKNOWN: errorKind<{ timeZone: string }>({
    status: 400,
    message: (f) => `there is no time zone ${f.timeZone}`,
    remedy: () => 'use an IANA name, such as Europe/Berlin or America/New_York',
  }),
  CONTRACT_NEEDED: errorKind<{ table: string }>({
    status: 400,
    message: (f) => `there is no contract to check ${f.table} by`,
    remedy: () => 'name a JSON file with --contract; `capstan data suggest` proposes one',
  }),
  CONTRACT_INVALID: errorKind<{ problems: readonly Problem[] }>({
    status: 400,
    message: (f) => `the contract is not valid: ${list(f.problems)}`,
    remedy: () => 'correct the named tests of the contract',
  }),
  CONTRACT_FAILED: errorKind<{ dataset: string; interval: Interval; rows: number; failures: readonly ContractFailure[] }>({
    status: 422,
    message: (f) =>
      `the rows of ${f.dataset} from ${span(f.interval)} break its contract: ${f.failures
        .filter((failure) => failure.severity === 'error')
        .map((failure) => failure.message)
        .join('; ')}`,
    remedy: () => 'mend the source, or say in the contract what is allowed, or let its policy be `drop` to set failing rows aside; nothing was stored',
  }),
  VERSION_UNKNOWN: errorKind<{ version: string }>({
    status: 404,
    message: (f) => `there is no dataset version ${f.version}`,
    remedy: () => 'list the versions that there are with `capstan data`',
  }),
  VERSION_AMBIGUOUS: errorKind<{ version: string; matches: readonly string[] }>({
    status: 409,
    message: (f) => `the ids of several dataset versions begin with ${f.version}`,
    remedy: (f) => `give more digits: ${f.matches.join(', ')}`,
  }),
  VERSION_OF_OTHER_DATASET: errorKind<{ version: string; dataset: string; expected: string }>({
    status: 400,
    message: (f) => `${f.version} is a version of ${f.dataset}, not of ${f.expected}`,
    remedy: (f) => `name a version of ${f.expected}`,
  }),
  INTERVAL_EMPTY: errorKind<{ dataset: string; interval: Interval }>({
    status: 422,
    message: (f) => `the source of the dataset ${f.dataset} has no row from ${span(f.interval)}`,
    remedy: () => 'check the interval (half-open, UTC) and the column that says when a row happened',
  }),
  INTERVAL_INVALID: errorKind<{ from: unknown; to: unknown }>({
    status: 400,
    message: (f) => `${String(f.from)} to ${String(f.to)} is no interval`,
    remedy: () => 'give a start before the end, each as `2001-02-01`, `2001-02-01T00:00:00Z` or milliseconds',
  }),
  INTERVAL_TAKEN: errorKind<{ dataset: string; interval: Interval; taken: Interval; version: string }>({
    status: 409,
    message: (f) => `${span(f.interval)} overlaps ${span(f.taken)}, which the version ${f.version} of ${f.dataset} holds already`,
    remedy: () => 'ingest a stretch of event time that the parent does not hold, or start from an earlier parent',
  }),
  TABLE_UNFIT: errorKind<{ problems: readonly string[] }>({
    status: 422,
    message: (f) => `the table cannot be used for this: ${f.problems.join('; ')}`,
    remedy: () => 'name other columns, or give a table that has them',
  }),
});
