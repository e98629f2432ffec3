import type { SourceRows } from '../../data/index.ts';
import type { Unit } from '../../serve/index.ts';
import type { SkewValue } from './skew-counter.ts';

/** Finds the raw row of a unit: the one whose key is the unit's, and of several the one nearest in event time. */
export function joinRows(
  { rows, columns }: SourceRows,
  names: { readonly key: string; readonly eventAt: string },
): (unit: Unit) => Readonly<Record<string, SkewValue>> | undefined {
  const keys = columns[names.key];
  const times = columns[names.eventAt];
  const byKey = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = String(keys?.[row]);
    const same = byKey.get(key);
    if (same) same.push(row);
    else byKey.set(key, [row]);
  }
  const apart = (unit: Unit, row: number): number => Math.abs(Number(times?.[row]) - unit.eventAt);
  return (unit) => {
    const [first, ...others] = byKey.get(unit.unitKey) ?? [];
    if (first === undefined) return undefined;
    const nearest = others.reduce((best, row) => (apart(unit, row) < apart(unit, best) ? row : best), first);
    return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[nearest] ?? null]));
  };
}
