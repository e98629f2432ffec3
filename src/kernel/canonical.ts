/** What can be named by content: JSON's values plus bytes; `undefined` members are left out. */
export type Canonical = null | boolean | number | bigint | string | Uint8Array | readonly Canonical[] | { readonly [key: string]: Canonical | undefined };

/**
 * Encodes a value as bytes that differ whenever the values differ: every part carries its type and its length,
 * so that `['ab','c']` and `['a','bc']`, or `1` and `'1'`, never collide. Keys are sorted by code unit; -0 is 0.
 * Throws a TypeError for what has no canonical form (functions, symbols, class instances).
 */
export function encodeCanonical(value: Canonical): Uint8Array {
  const parts: Buffer[] = [];
  write(value, parts, 0);
  return Buffer.concat(parts);
}

function write(value: Canonical | undefined, parts: Buffer[], depth: number): void {
  if (depth > 200) throw new TypeError('the value is nested deeper than 200 levels or refers to itself; it has no canonical form');
  if (value === null) parts.push(Buffer.from('N;'));
  else if (value === true) parts.push(Buffer.from('T;'));
  else if (value === false) parts.push(Buffer.from('F;'));
  else if (typeof value === 'number') pushFramed('D', Buffer.from(Object.is(value, -0) ? '0' : String(value)), parts);
  else if (typeof value === 'bigint') pushFramed('I', Buffer.from(value.toString()), parts);
  else if (typeof value === 'string') pushFramed('S', Buffer.from(value, 'utf16le'), parts);
  else if (value instanceof Uint8Array) pushFramed('B', Buffer.from(value.buffer, value.byteOffset, value.byteLength), parts);
  else if (Array.isArray(value)) {
    parts.push(Buffer.from(`A${value.length}:`));
    for (const item of value as readonly Canonical[]) write(item, parts, depth + 1);
  } else if (typeof value === 'object' && isPlain(value)) {
    const members = value as { readonly [key: string]: Canonical | undefined };
    const keys = Object.keys(members).filter((key) => members[key] !== undefined);
    keys.sort();
    parts.push(Buffer.from(`O${keys.length}:`));
    for (const key of keys) {
      pushFramed('S', Buffer.from(key, 'utf16le'), parts);
      write(members[key], parts, depth + 1);
    }
  } else throw new TypeError(`a ${typeof value} has no canonical form`);
}

function pushFramed(kind: string, bytes: Buffer, parts: Buffer[]): void {
  parts.push(Buffer.from(`${kind}${bytes.length}:`), bytes);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
