import type { JsonValue } from '../kernel/index.ts';

/** Stands for having looked at all parameters: their names were listed, or they were passed on whole. */
export const ALL_PARAMS = '*';

/** Parameters that note which of them are read. */
export function recordReads(params: Readonly<Record<string, JsonValue>>): { params: Readonly<Record<string, JsonValue>>; reads(): readonly string[] } {
  const seen = new Set<string>();
  const note = (name: string | symbol): void => {
    if (typeof name === 'string') seen.add(name);
  };
  const watched = new Proxy(structuredClone(params) as Record<string, JsonValue>, {
    get(target, name) {
      // `toJSON` and the like are asked of every object: only own members and plainly absent parameters count.
      if (typeof name === 'string' && !Object.hasOwn(target, name) && name in Object.prototype) return Reflect.get(target, name) as unknown;
      note(name);
      return Reflect.get(target, name) as unknown;
    },
    has(target, name) {
      note(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      note(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      seen.add(ALL_PARAMS);
      return Reflect.ownKeys(target);
    },
  });
  return { params: watched, reads: () => (seen.has(ALL_PARAMS) ? [ALL_PARAMS] : [...seen].toSorted()) };
}
