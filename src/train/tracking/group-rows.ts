/** Rows, or what is taken of each, by one of their values, in their order. */
export function groupRows<R, K>(rows: readonly R[], keyOf: (row: R) => K): ReadonlyMap<K, readonly R[]>;
export function groupRows<R, K, V>(rows: readonly R[], keyOf: (row: R) => K, valueOf: (row: R) => V): ReadonlyMap<K, readonly V[]>;
export function groupRows<R, K>(rows: readonly R[], keyOf: (row: R) => K, valueOf: (row: R) => unknown = (row) => row): ReadonlyMap<K, readonly unknown[]> {
  const groups = new Map<K, unknown[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(valueOf(row));
    else groups.set(keyOf(row), [valueOf(row)]);
  }
  return groups;
}
