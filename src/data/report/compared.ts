import { oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';

const pair = (description: string) =>
  Type.Object({ reference: Type.Number({ description: 'of the reference’s rows, 0..1' }), window: Type.Number({ description: 'of the window’s rows, 0..1' }) }, { description });

const barSchema = Type.Object({
  label: Type.String({ description: 'a value, or a range of numbers' }),
  from: orNull(Type.Number({ description: 'where the bin begins; null for a value and for the first bin' })),
  to: orNull(Type.Number({ description: 'where the bin ends; null for a value and for the last bin' })),
  reference: Type.Number({ description: 'share of the reference’s rows' }),
  window: Type.Number({ description: 'share of the window’s rows' }),
});

/** A column of a table, or of a window, beside its reference. */
export const comparedSchema = Type.Object({
  kind: oneOf(['numbers', 'times of day', 'values']),
  rows: Type.Object({ reference: Type.Integer(), window: Type.Integer() }),
  bars: Type.Array(barSchema, { description: 'bins in order, or values, the most frequent first; shares are of all rows' }),
  other: pair('values of the reference beyond those listed'),
  missing: pair('rows without a value'),
  unseen: pair('texts that the reference has not seen'),
  outside: pair('numbers outside of the reference’s range; they lie in the first and last bin too'),
  strangers: Type.Array(Type.Object({ value: Type.String(), share: Type.Number() }), { description: 'the most frequent unseen texts, at most 5' }),
  mean: Type.Object({ reference: orNull(Type.Number()), window: orNull(Type.Number()) }, { description: 'of numbers, of minutes since midnight for times of day' }),
});

/** The two distributions of a column: shares of the reference's rows and of the window's, bar by bar. */
export type Compared = ValueOf<typeof comparedSchema>;
