import { digestSchema, intervalSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { calibrationSchema, segmentSchema } from './evaluated-table.ts';
import { figureSchema } from '../../train/schemas.ts';
import { WINDOW_REFUSALS } from './window-estimate.ts';

const estimatedSegmentSchema = Type.Object({
  column: orNull(Type.String({ description: 'by which it was cut; null for the whole' })),
  value: orNull(Type.String({ description: 'its value, or range of values' })),
  rows: Type.Integer({ description: 'answered, with a label to come' }),
  refusal: orNull(oneOf(WINDOW_REFUSALS, 'why nothing can be estimated now')),
  metrics: Type.Array(figureSchema, { description: 'what its labels are expected to measure, learnt from the test rows of the segment' }),
});

/** How a release is expected to do in one segment, before labels come. */
export type EstimatedSegment = ValueOf<typeof estimatedSegmentSchema>;

export const measuredSegmentsSchema = Type.Object({
  interval: intervalSchema('the event time asked for'),
  release: orNull(digestSchema('the champion; null when nothing is deployed')),
  matured: Type.Integer({ description: 'windows that were measured' }),
  provisional: Type.Integer({ description: 'windows whose labels have not had their time yet; they are left out' }),
  quarantined: Type.Integer({ description: 'windows with broken data, which are left out' }),
  segments: Type.Array(segmentSchema, { description: 'the whole first, then the values of each input by their rows' }),
  calibration: orNull(calibrationSchema),
  estimated: Type.Array(estimatedSegmentSchema, { description: 'of the provisional windows: the whole first, then each segment by itself; empty when there are none' }),
});

/** How the champion did on matured windows, whole and by segment. */
export type MeasuredSegments = ValueOf<typeof measuredSegmentsSchema>;
