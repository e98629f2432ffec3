const AT_ONCE = 500;

/** Asks for many values a few hundred at a time: a statement takes only so many. */
export async function inParts<T, R>(values: readonly T[], ask: (part: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < values.length; from += AT_ONCE) found.push(...(await ask(values.slice(from, from + AT_ONCE))));
  return found;
}
