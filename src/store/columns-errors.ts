import { isCapstanError, messageOf } from '../kernel/index.ts';
import { storeErrors } from './store.errors.ts';

/** Translates what DuckDB reports: it gives no codes, only messages. */
export function nameColumnsError(error: unknown, sql: string): unknown {
  if (isCapstanError(error)) return error;
  const reason = messageOf(error).split('\n')[0] ?? '';
  const path = /["']([^"']*[/\\][^"']*)["']/.exec(reason)?.[1];
  if (/No space left|EFBIG|File too large|Could not write/i.test(reason)) return storeErrors.DISK_FULL({ path: path ?? 'the table' }, { cause: error });
  if (/No files found|No such file/i.test(reason)) return storeErrors.TABLE_MISSING({ path: path ?? reason }, { cause: error });
  if (path !== undefined && /magic bytes|too small to be a Parquet|footer|Invalid Input Error|Malformed|corrupt/i.test(reason))
    return storeErrors.TABLE_UNREADABLE({ path, reason }, { cause: error });
  if (/Out of Memory/i.test(reason)) return storeErrors.QUERY_TOO_LARGE({ reason }, { cause: error });
  return storeErrors.QUERY_FAILED({ reason, sql: sql.length > 300 ? `${sql.slice(0, 300)}…` : sql }, { cause: error });
}
