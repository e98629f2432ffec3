/** One page of a long list. `next` names the following page; it is absent on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Encodes where a page ended as an opaque token. */
export const encodeCursor = (position: readonly (string | number)[]): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Reads a page token; undefined when it was not made by `encodeCursor`. */
export function decodeCursor(token: string): readonly (string | number)[] | undefined {
  try {
    const position: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(position) && position.every((p) => typeof p === 'string' || typeof p === 'number') ? position : undefined;
  } catch {
    return undefined;
  }
}
