import { orNull, Type, type ValueOf } from '../kernel/index.ts';
import type { Measured } from '../stats/index.ts';

export const figureSchema = Type.Object({
  metric: Type.String(),
  value: orNull(Type.Number({ description: 'null when the rows do not determine it' })),
  interval: orNull(Type.Tuple([Type.Number(), Type.Number()], { description: '95 % interval' })),
});

/** One metric with its interval. */
export type Figure = ValueOf<typeof figureSchema>;

/** A measured figure as records hold it: null instead of NaN, and no interval that has no end. */
export function toFigure(metric: string, { value, interval: [low, high] }: Measured): Figure {
  return { metric, value: Number.isFinite(value) ? value : null, interval: Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null };
}

/** All of a record of figures, in its order. */
export const toFigures = (measured: Readonly<Record<string, Measured>>): Figure[] => Object.entries(measured).map(([metric, figure]) => toFigure(metric, figure));
