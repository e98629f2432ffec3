import { isCapstanError, messageOf } from '../kernel/index.ts';
import { csvReason } from './csv-reason.ts';
import { storeErrors } from './store.errors.ts';

/** Translates what DuckDB reports about a query: it gives no codes, only messages. */
export function nameColumnsError(error: unknown, query: { readonly sql: string; readonly parameters: readonly unknown[] }): unknown {
  if (isCapstanError(error)) return error;
  const ofCsv = csvReason(messageOf(error));
  if (ofCsv !== undefined) return storeErrors.TABLE_UNREADABLE({ path: filesOf(query).join(' or '), reason: ofCsv }, { cause: error });
  const reason = messageOf(error).split('\n')[0] ?? '';
  const path = /["']([^"']*[/\\][^"']*)["']/.exec(reason)?.[1];
  if (/No space left|EFBIG|File too large|Could not write/i.test(reason)) return storeErrors.DISK_FULL({ path: path ?? 'the table' }, { cause: error });
  if (/No files found|No such file/i.test(reason)) return storeErrors.TABLE_MISSING({ path: path ?? reason }, { cause: error });
  if (/Out of Memory|could not allocate block|failed to pin block/i.test(reason)) return storeErrors.QUERY_TOO_LARGE({ reason }, { cause: error });
  if (path !== undefined && /magic bytes|too small to be a Parquet|footer|Invalid Input Error|Malformed|corrupt/i.test(reason))
    return storeErrors.TABLE_UNREADABLE({ path, reason }, { cause: error });
  // A file that is broken inside: the decoders do not know its name, the query does.
  const read = filesOf(query);
  if (read.length > 0 && /^(?:Invalid Error|IO Error|Serialization Error|Corrupt)|TProtocol|ZSTD|decompress|Parquet/i.test(reason))
    return storeErrors.TABLE_UNREADABLE({ path: read.join(' or '), reason }, { cause: error });
  return storeErrors.QUERY_FAILED({ reason, sql: query.sql.length > 300 ? `${query.sql.slice(0, 300)}…` : query.sql }, { cause: error });
}

function filesOf(query: { readonly sql: string; readonly parameters: readonly unknown[] }): readonly string[] {
  const literals = [...query.sql.matchAll(/'((?:[^']|'')*)'/g)].map((match) => match[1]!.replaceAll("''", "'"));
  return [...query.parameters, ...literals].filter((text): text is string => typeof text === 'string' && /[/\\]/.test(text));
}
