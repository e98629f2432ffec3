import { digestSchema, instantSchema, intervalSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { metricBriefSchema } from '../../scope/index.ts';
import { WINDOW_REFUSALS } from '../performance/window-estimate.ts';
import { alarmBudgetSchema } from '../verdict/alarm-budget.ts';
import { classesReportSchema, COLUMN_GROUPS, segmentReportSchema, WINDOW_STATES } from '../window.ts';

const qualitySchema = Type.Object({
  release: digestSchema('the champion'),
  labelled: Type.Integer({ description: 'units with a label' }),
  value: orNull(Type.Number({ description: 'of the scope’s metric' })),
  low: orNull(Type.Number({ description: 'of the 95 % interval' })),
  high: orNull(Type.Number({ description: 'of the 95 % interval' })),
  cost: Type.Number({ description: 'per unit, in the scope’s terms' }),
  calibrationGap: Type.Number({ description: 'mean score minus mean label' }),
});

const pastWindowSchema = Type.Object({
  from: instantSchema('its first moment'),
  to: instantSchema('the moment just after it'),
  state: oneOf(WINDOW_STATES),
  quarantined: Type.Boolean(),
  heldRows: orNull(Type.Integer({ description: 'the predictions of it that are kept out of training and trials; null when all or none of it is' })),
  released: Type.Boolean({ description: 'a person let it go' }),
  predictions: Type.Integer(),
  refused: Type.Integer(),
  flagged: Type.Integer(),
  quality: orNull(qualitySchema),
  estimate: orNull(
    Type.Object(
      { value: Type.Number(), low: Type.Number(), high: Type.Number() },
      { description: 'the scope’s metric, estimated before labels have come, with its 95 % interval; null when it cannot be' },
    ),
  ),
  refusal: orNull(oneOf(WINDOW_REFUSALS, 'why nothing could be estimated; null when something was, or it was not tried')),
});

export const historySchema = Type.Object({
  deployment: orNull(Type.String()),
  metric: metricBriefSchema,
  alarms: orNull(alarmBudgetSchema),
  windows: Type.Array(pastWindowSchema, { description: 'in order of time' }),
  classes: Type.Optional(
    Type.Object(
      { window: intervalSchema('the newest window whose labels have had their time'), each: classesReportSchema },
      { description: 'how the champion did on each of several classes; absent where none are asked for, or no label has come' },
    ),
  ),
  columns: Type.Array(Type.Object({ column: Type.String(), group: oneOf(COLUMN_GROUPS) }), { description: 'inputs, features, the score' }),
  effects: Type.Array(Type.Array(orNull(Type.Number())), { description: 'by column, by window: total variation distance to the reference; null where nothing was measured' }),
  naturals: Type.Array(Type.Array(orNull(Type.Number())), { description: 'by column, by window: the distance that natural change explains' }),
  segments: Type.Array(Type.Object({ column: Type.String(), value: Type.String() }), { description: 'that are watched, by the input that cuts' }),
  farthest: Type.Array(Type.Array(segmentReportSchema.properties.farthest), {
    description: 'by segment, by window: the column that lies farthest beyond what is natural for the segment; null where it was not judged by itself',
  }),
});

/** Windows over time, as a page draws them: volumes, quality, and how far each column lay from its reference. */
export type History = ValueOf<typeof historySchema>;
