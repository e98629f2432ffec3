import { comparedSchema } from '../../data/schemas.ts';
import { digestSchema, intervalSchema, oneOf, Type, type ValueOf } from '../../kernel/index.ts';
import { COLUMN_GROUPS } from '../window.ts';

export const distributionSchema = Type.Object({
  column: Type.String(),
  group: oneOf(COLUMN_GROUPS),
  window: intervalSchema('the window'),
  release: digestSchema('whose reference it is compared with'),
  ...comparedSchema.properties,
});

/** One column of one window beside the reference. */
export type Distribution = ValueOf<typeof distributionSchema>;
