import { digestSchema, intervalSchema, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { calibrationSchema, segmentSchema } from './evaluated-table.ts';

export const measuredSegmentsSchema = Type.Object({
  interval: intervalSchema('the event time asked for'),
  release: orNull(digestSchema('the champion; null when nothing is deployed')),
  matured: Type.Integer({ description: 'windows that were measured' }),
  provisional: Type.Integer({ description: 'windows whose labels have not had their time yet; they are left out' }),
  quarantined: Type.Integer({ description: 'windows with broken data, which are left out' }),
  segments: Type.Array(segmentSchema, { description: 'the whole first, then the values of each input by their rows' }),
  calibration: orNull(calibrationSchema),
});

/** How the champion did on matured windows, whole and by segment. */
export type MeasuredSegments = ValueOf<typeof measuredSegmentsSchema>;
