import type { RunRow } from '../../../src/sdk/tracking.ts';
import { loggedOf } from '../runs/columns.ts';

/** A parameter or metric that runs are compared by. */
export interface Field {
  readonly kind: 'param' | 'metric';
  readonly key: string;
  /** All its values are numbers. */
  readonly numeric: boolean;
  /** Not every run has the same. */
  readonly differs: boolean;
}

export type Value = number | string | null;

/** What a run has; null when it has nothing. */
export function valueOf(run: RunRow, field: Pick<Field, 'kind' | 'key'>): Value {
  const text = loggedOf(run, field);
  if (typeof text !== 'string') return text ?? null;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}

/** Every parameter and metric of the runs; those that differ first, each kind by name. */
export function findFields(runs: readonly RunRow[]): Field[] {
  const make = (kind: Field['kind'], keys: Iterable<string>): Field[] =>
    [...new Set(keys)].map((key) => {
      const values = runs.map((run) => valueOf(run, { kind, key }));
      return {
        kind,
        key,
        numeric: values.every((value) => value === null || typeof value === 'number') && values.some((value) => value !== null),
        differs: new Set(values).size > 1,
      };
    });
  return [
    ...make(
      'param',
      runs.flatMap((run) => Object.keys(run.params)),
    ),
    ...make(
      'metric',
      runs.flatMap((run) => Object.keys(run.metrics)),
    ),
  ].toSorted((a, b) => Number(b.differs) - Number(a.differs) || a.key.localeCompare(b.key));
}

/** Names a field in a list of choices. */
export const labelOf = (field: Pick<Field, 'kind' | 'key'>): string => `${field.kind}: ${field.key}`;

/** A scale from values to 0..1: linear for numbers, evenly spaced in order for anything else. */
export interface Scale {
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  place(value: Value): number | null;
}

export function makeScale(values: readonly Value[], format: (value: number) => string): Scale {
  const known = values.filter((value) => value !== null);
  if (known.length > 0 && known.every((value) => typeof value === 'number')) {
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const span = high - low;
    const place = (value: Value): number | null => (typeof value === 'number' ? (span === 0 ? 0.5 : (value - low) / span) : null);
    const marks = span === 0 ? [low] : [low, low + span / 2, high];
    return { ticks: marks.map((value) => ({ at: place(value) ?? 0.5, text: format(value) })), place };
  }
  const names = [...new Set(known.map(String))].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const place = (value: Value): number | null => {
    const index = value === null ? -1 : names.indexOf(String(value));
    return index < 0 ? null : names.length === 1 ? 0.5 : index / (names.length - 1);
  };
  return { ticks: names.slice(0, 12).map((name) => ({ at: place(name) ?? 0.5, text: name })), place };
}
