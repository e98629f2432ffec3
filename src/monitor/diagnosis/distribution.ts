import { digestSchema, intervalSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { COLUMN_GROUPS } from '../window.ts';

const pair = (description: string) =>
  Type.Object({ reference: Type.Number({ description: 'of the reference’s rows, 0..1' }), window: Type.Number({ description: 'of the window’s rows, 0..1' }) }, { description });

const barSchema = Type.Object({
  label: Type.String({ description: 'a value, or a range of numbers' }),
  from: orNull(Type.Number({ description: 'where the bin begins; null for a value and for the first bin' })),
  to: orNull(Type.Number({ description: 'where the bin ends; null for a value and for the last bin' })),
  reference: Type.Number({ description: 'share of the reference’s rows' }),
  window: Type.Number({ description: 'share of the window’s rows' }),
});

export const distributionSchema = Type.Object({
  column: Type.String(),
  group: oneOf(COLUMN_GROUPS),
  kind: oneOf(['numbers', 'times of day', 'values']),
  window: intervalSchema('the window'),
  release: digestSchema('whose reference it is compared with'),
  rows: Type.Object({ reference: Type.Integer(), window: Type.Integer() }),
  bars: Type.Array(barSchema, { description: 'bins in order, or values, the most frequent first; shares are of all rows' }),
  other: pair('values of the reference beyond those listed'),
  missing: pair('rows without a value'),
  unseen: pair('texts that the reference has not seen'),
  outside: pair('numbers outside of the reference’s range; they lie in the first and last bin too'),
  strangers: Type.Array(Type.Object({ value: Type.String(), share: Type.Number() }), { description: 'the most frequent unseen texts, at most 5' }),
  mean: Type.Object({ reference: orNull(Type.Number()), window: orNull(Type.Number()) }, { description: 'of numbers, of minutes since midnight for times of day' }),
});

/** One column of one window beside the reference. */
export type Distribution = ValueOf<typeof distributionSchema>;
