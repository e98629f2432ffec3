/** What depends on nothing but the order of events: ids, random names, times and the server's address are replaced, the same by the same. */
export function normalise(value: unknown, seen = new Map<string, string>()): unknown {
  if (typeof value === 'string') return normaliseText(value, seen);
  // A time of the test, in milliseconds.
  if (typeof value === 'number') return value > 1.6e12 && value < 4e12 ? '‹time›' : value;
  if (Array.isArray(value)) return value.map((item) => normalise(item, seen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [normaliseText(name, seen), normalise(member, seen)]));
}

function normaliseText(text: string, seen: Map<string, string>): string {
  if (/^[a-z]+-[a-z]+-\d{1,4}$/.test(text)) return '‹name›';
  return text.replaceAll(/(?:127\.0\.0\.1|localhost):\d+/g, '‹server›').replaceAll(/(m-)?[0-9a-f]{32}/g, (id, model?: string) => {
    const known = seen.get(id) ?? `‹${model === undefined ? 'id' : 'model'} ${seen.size + 1}›`;
    seen.set(id, known);
    return known;
  });
}
