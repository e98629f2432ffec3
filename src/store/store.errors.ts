import { defineErrors, errorKind } from '../kernel/index.ts';

/** Everything that can go wrong in the store, with the names and the remedy. */
export const storeErrors = defineErrors('STORE', {
  BLOB_MISSING: errorKind<{ digest: string; folder: string }>({
    status: 404,
    message: (f) => `no bytes are stored under ${f.digest} in ${f.folder}`,
    remedy: () => 'run again the step that made them, or bring the folder back from a backup',
  }),
  BLOB_TAMPERED: errorKind<{ digest: string; actual: string; path: string }>({
    status: 500,
    message: (f) => `the bytes stored as ${f.digest} at ${f.path} were changed: they are ${f.actual} now`,
    remedy: () => 'do not use them; remove the file and run again the step that made it, or bring it back from a backup',
  }),
  DISK_FULL: errorKind<{ path: string }>({
    status: 507,
    message: (f) => `there is no room left to write ${f.path}`,
    remedy: () => 'free space on that disk (or raise the quota or file size limit) and try again; nothing was left half written',
  }),
  FILE_MISSING: errorKind<{ path: string }>({
    status: 404,
    message: (f) => `there is no file at ${f.path}`,
    remedy: () => 'check the path',
  }),
  BUSY: errorKind<{ path: string; seconds: number }>({
    status: 503,
    message: (f) => `${f.path} was kept locked by another process for ${f.seconds} s`,
    remedy: () => 'try again; if it stays so, look for a process that hangs in a transaction',
  }),
  DATABASE_UNREADABLE: errorKind<{ path: string; reason: string }>({
    status: 500,
    message: (f) => `the database ${f.path} cannot be read: ${f.reason}`,
    remedy: () => 'bring the file back from a backup, or move it away to start with an empty one',
  }),
  ROW_EXISTS: errorKind<{ reason: string }>({
    status: 409,
    message: (f) => `a row with the same key is there already: ${f.reason}`,
    remedy: () => 'use another key, or read the row that is there',
  }),
  ROW_REFERENCED: errorKind<{ reason: string }>({
    status: 409,
    message: (f) => `a row names one that is not there, or is named by one that stays: ${f.reason}`,
    remedy: () => 'write the row that is named first, or remove the rows that name it',
  }),
  VALUE_UNSUPPORTED: errorKind<{ position: number; kind: string }>({
    status: 500,
    message: (f) => `parameter ${f.position} of a query is ${f.kind}`,
    remedy: () => 'pass text, a number, bytes or null: write a truth value as 0 or 1, an object as JSON text, a time as milliseconds',
  }),
  TEXT_UNSUPPORTED: errorKind<{ position: number }>({
    status: 400,
    message: (f) => `parameter ${f.position} of a query is a text with a NUL character, which no record can hold`,
    remedy: () => 'send the text without it',
  }),
  INSERT_UNPREPARABLE: errorKind<{ table: string }>({
    status: 500,
    message: (f) => `an insert into ${f.table} cannot be prepared: it binds values beside those of its rows, or rows of another length`,
    remedy: () => 'write constants into the statement, and give each row a value for every column',
  }),
  TRANSACTION_BYPASSED: errorKind<Record<string, never>>({
    status: 500,
    message: () => 'inside a transaction a query went past it: it would not see what the transaction wrote, and could wait for it for ever',
    remedy: () => 'use the handle that the transaction passes to its body for every query inside',
  }),
  MIGRATION_CONFLICT: errorKind<{ room: string; number: number; recorded: string; given: string }>({
    status: 500,
    message: (f) => `migration ${f.number} of ${f.room} was applied as "${f.recorded}" but is "${f.given}" in this program`,
    remedy: () => 'never rename or renumber a migration that was applied; add a new number',
  }),
  POSTGRES_DRIVER_MISSING: errorKind<{ module: string }>({
    status: 500,
    message: (f) => `PostgreSQL needs the package ${f.module}, which is not installed`,
    remedy: (f) => `npm install ${f.module}`,
  }),
  DATABASE_UNREACHABLE: errorKind<{ host: string; reason: string }>({
    status: 503,
    message: (f) => `the database at ${f.host} does not answer: ${f.reason}`,
    remedy: () => 'check that it runs, and its host, port, user and password',
  }),
  TABLE_MISSING: errorKind<{ path: string }>({
    status: 404,
    message: (f) => `there is no table file at ${f.path}`,
    remedy: () => 'check the path',
  }),
  TABLE_UNREADABLE: errorKind<{ path: string; reason: string }>({
    status: 422,
    message: (f) => `the table file ${f.path} cannot be read: ${f.reason}`,
    remedy: () => 'the file is broken or of another kind: write it again, or leave it out',
  }),
  TABLE_UNSUPPORTED: errorKind<{ path: string; problems: readonly string[] }>({
    status: 422,
    message: (f) => `the Arrow file ${f.path} holds what is not read: ${f.problems.join('; ')}`,
    remedy: () =>
      'write it without, in Python `table.drop_columns(names)`; a list or a map as a row for each member, in pandas `frame.explode(name)`, or as plain columns (numbers, truths, texts, days, instants)',
  }),
  QUERY_REFUSED: errorKind<{ sql: string; reason: string }>({
    status: 400,
    message: (f) => `the query may not be run: ${f.reason}`,
    remedy: () => 'write one SELECT over the table that it is given',
  }),
  QUERY_TOO_LONG: errorKind<{ sql: string; seconds: number }>({
    status: 422,
    message: (f) => `the query was stopped after ${f.seconds} seconds`,
    remedy: () => 'write a query that does less: aggregate first, avoid joins of the table with itself',
  }),
  QUERY_FAILED: errorKind<{ reason: string; sql: string }>({
    status: 400,
    message: (f) => `a query over tables failed: ${f.reason}, in: ${f.sql}`,
    remedy: () => 'check the names and types of the columns',
  }),
  QUERY_TOO_LARGE: errorKind<{ reason: string }>({
    status: 507,
    message: (f) => `a query over tables needs more memory than it may use: ${f.reason}`,
    remedy: () => 'raise the memory limit of tables, or ask for fewer rows',
  }),
  NUMBER_TOO_LARGE: errorKind<{ column: string; value: string }>({
    status: 422,
    message: (f) => `a column (${f.column}) holds ${f.value}, which a number cannot hold exactly`,
    remedy: () => 'cast it to DOUBLE to accept the loss, or to VARCHAR to keep every digit',
  }),
  FOLDER_IN_USE: errorKind<{ folder: string; pid: number | null; since: string | null }>({
    status: 409,
    message: (f) => `a server is running on ${f.folder} already${f.pid === null ? '' : ` (process ${f.pid}${f.since === null ? '' : `, since ${f.since}`})`}`,
    remedy: (f) => `use the one that runs, or stop it${f.pid === null ? '' : `: kill ${f.pid}`}`,
  }),
  FOLDER_UNUSABLE: errorKind<{ folder: string; reason: string }>({
    status: 500,
    message: (f) => `the state folder ${f.folder} cannot be used: ${f.reason}`,
    remedy: () => 'give a folder that this user may write to',
  }),
});
