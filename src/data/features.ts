import type { JsonValue } from '../kernel/index.ts';
import type { Columns, RowOf } from './columns.ts';

/** A row whose label is known, as `fit` sees it: 0 or 1, the number that is asked for, or the place of its class in the order of their names. */
export type Labelled<R> = R & { readonly label: number };

/**
 * The transform from a raw row to the model's input: one definition, used in training and in serving.
 * `fit` sees training rows once and returns its state as JSON; `transform` must depend on the row and the state alone.
 */
export interface Features<C extends Columns = Columns, S extends JsonValue = JsonValue> {
  /** The raw columns that a request carries. */
  readonly input: C;
  /** The names of the features, in the order of the model's input. */
  readonly names: readonly string[];
  readonly fit: (rows: readonly Labelled<RowOf<C>>[]) => S;
  /** One number a name; NaN says missing. */
  readonly transform: (row: RowOf<C>, state: S) => readonly number[];
}

/** Defines features; the default export of a project's feature file. */
export const defineFeatures = <const C extends Columns, S extends JsonValue>(features: Features<C, S>): Features<C, S> => features;
