/**
 * Sets a member under a name that a user chose. Assigned, `__proto__` would change what the object inherits and be lost; here it is a member like any other.
 * @example setOwn(row, name, 1)
 */
export function setOwn<T>(object: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else object[name] = value;
}
