import { decodeCursor, encodeCursor, filterErrors } from '../../kernel/index.ts';
import type { Place, SortKey } from './compile-order.ts';

// A token is the digest of the question and the places of the last row: by each key `none`, `nan`, or `value` and the value.

/** Writes where a page of the answer to a question ended. */
export function writePageToken(question: string, places: readonly Place[]): string {
  return encodeCursor([question, ...places.flatMap((place) => (place.rank === 'value' ? ['value', finite(place.value)] : [place.rank]))]);
}

/** JSON has no infinity. */
const finite = (value: number | string): number | string => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);

/** Reads where the page before ended. Throws FILTER_PAGE_TOKEN for what is no token, or one of another question. */
export function readPageToken(token: string, question: string, keys: readonly SortKey[]): Place[] {
  const [asked, ...parts] = decodeCursor(token) ?? [];
  if (typeof asked !== 'string') throw filterErrors.PAGE_TOKEN({ reason: 'it could not be read' });
  if (asked !== question) throw filterErrors.PAGE_TOKEN({ reason: 'it belongs to a search with another filter, order or scope' });
  const places = keys.map((key): Place => {
    const rank = parts.shift();
    if (rank === 'none' || (rank === 'nan' && key.nan !== undefined)) return { rank };
    const value = key.type === 'text' ? parts.shift() : Number(parts.shift());
    if (rank !== 'value' || value === undefined || Number.isNaN(value) || String(value).includes('\0')) throw filterErrors.PAGE_TOKEN({ reason: 'it could not be read' });
    return { rank, value: key.type === 'text' ? String(value) : value };
  });
  if (parts.length > 0) throw filterErrors.PAGE_TOKEN({ reason: 'it could not be read' });
  return places;
}
