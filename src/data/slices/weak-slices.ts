import { orNull, Type, type ValueOf } from '../../kernel/index.ts';

const weakSliceSchema = Type.Object({
  predicates: Type.Array(
    Type.Object({
      column: Type.String(),
      value: orNull(Type.String({ description: 'the one value; null for a range, or where it is missing' })),
      from: orNull(Type.Number({ description: 'the range begins with this; null when it has no beginning' })),
      to: orNull(Type.Number({ description: 'the range ends before this; null when it has no end' })),
    }),
  ),
  text: Type.String({ description: 'the predicates as a person reads them' }),
  score: Type.Number({ description: 'of SliceLine, on the rows of the search' }),
  found: Type.Object({ rows: Type.Integer(), error: Type.Number() }, { description: 'on the rows of the search; larger than it is, since it was sought' }),
  rows: Type.Integer({ description: 'held-out rows in the slice' }),
  error: orNull(Type.Number({ description: 'their mean error; null when there is none' })),
  interval: Type.Tuple([orNull(Type.Number()), orNull(Type.Number())], { description: '95 % interval of that mean; null where it has no end' }),
  lift: orNull(Type.Number({ description: 'that mean by the mean of all held-out rows' })),
  p: Type.Number({ description: 'chance of so large a difference to the other held-out rows if there were none; Holm’s correction over all slices of the list' }),
  confirmed: Type.Boolean({ description: 'whether that chance is at most 5 %' }),
});

/** A group of rows on which a model errs more. */
export type WeakSlice = ValueOf<typeof weakSliceSchema>;

export const weakSlicesSchema = Type.Object(
  {
    error: Type.String({ description: 'what the errors are' }),
    rows: Type.Object({ search: Type.Integer({ description: 'in which slices were sought' }), heldOut: Type.Integer({ description: 'on which they were tested' }) }),
    left: Type.Integer({ description: 'rows without an error, which are left out' }),
    overall: Type.Number({ description: 'mean error of the held-out rows' }),
    minRows: Type.Integer({ description: 'rows that a slice had to have in the search' }),
    columns: Type.Array(Type.String(), { description: 'by which slices were made' }),
    alpha: Type.Number({ description: 'the weight of the error against the size of a slice at which they were sought' }),
    quiet: Type.Array(Type.Number(), { description: 'the smaller weights at which nothing stood out before' }),
    confirmed: Type.Integer({ description: 'slices that held-out rows confirm' }),
    slices: Type.Array(weakSliceSchema, { description: 'worst first, by the search' }),
  },
  { description: 'groups of rows on which a model errs more' },
);

/** The groups of rows on which a model errs most, tested on rows in which they were not sought. */
export type WeakSlices = ValueOf<typeof weakSlicesSchema>;
