import { messageOf } from '../kernel/index.ts';
import { storeErrors } from './store.errors.ts';

// https://www.sqlite.org/rescode.html
const BUSY = 5;
const LOCKED = 6;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
const FOREIGN_KEY = 787;
const PRIMARY_KEY = 1555;
const UNIQUE = 2067;
const ROWID = 2579;
const WRITE_FAILED = 778;

const codeOf = (error: unknown): number => (error as { errcode?: number }).errcode ?? 0;

/** True when another connection holds the database: nothing was done, and it may be tried again. */
export const isBusy = (error: unknown): boolean => [BUSY, LOCKED].includes(codeOf(error) & 0xff);

/** Translates what SQLite reports; what has no name of its own is returned as it is. */
export function nameSqliteError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  const reason = messageOf(error);
  if (code === UNIQUE || code === PRIMARY_KEY || code === ROWID) return storeErrors.ROW_EXISTS({ reason }, { cause: error });
  if (code === FOREIGN_KEY) return storeErrors.ROW_REFERENCED({ reason }, { cause: error });
  if (code === WRITE_FAILED || (code & 0xff) === FULL) return storeErrors.DISK_FULL({ path }, { cause: error });
  if ([CORRUPT, NOT_A_DATABASE, CANNOT_OPEN, IO_ERROR].includes(code & 0xff)) return storeErrors.DATABASE_UNREADABLE({ path, reason }, { cause: error });
  const tooLarge = /too large to be represented as a JavaScript number: (-?\d+)/.exec(reason)?.[1];
  if (tooLarge !== undefined) return storeErrors.NUMBER_TOO_LARGE({ column: 'a record', value: tooLarge }, { cause: error });
  return error;
}
