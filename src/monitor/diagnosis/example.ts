import { instantSchema, orNull, Type, type ValueOf } from '../../kernel/index.ts';

export const exampleSchema = Type.Object({
  predictionId: Type.String(),
  unitKey: Type.String(),
  eventAt: instantSchema('event time'),
  value: orNull(Type.String({ description: 'of the column concerned, as text; null when it has none' })),
  inputs: Type.Record(Type.String(), orNull(Type.String()), { description: 'the raw row, as texts of at most 200 characters' }),
  score: orNull(Type.Number()),
  predicted: Type.Optional(orNull(Type.String({ description: 'of several classes, the most probable one' }))),
  decision: orNull(Type.String()),
  violations: Type.Array(Type.String(), { description: 'what the input contract said' }),
});

/** One prediction that shows a finding. */
export type Example = ValueOf<typeof exampleSchema>;
