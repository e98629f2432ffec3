import { digestSchema, instantSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { acknowledgedSchema, ALERT_STATES, FINDING_KINDS, harmSchema, URGENCIES, whereSchema } from '../finding.ts';
import { releasedSchema } from '../quarantine/quarantine.ts';
import { COLUMN_GROUPS } from '../window.ts';

const relatedSchema = Type.Object({
  finding: Type.String({ description: 'the strongest of them' }),
  findings: Type.Array(Type.String(), { description: 'all of them, in order of time' }),
  kind: oneOf(FINDING_KINDS),
  column: Type.String(),
  urgency: oneOf(URGENCIES),
  effect: Type.Number(),
  natural: Type.Number(),
  windows: Type.Integer({ description: 'in how many of the windows' }),
  message: Type.String(),
});

export const diagnosisSchema = Type.Object({
  id: Type.String({ description: 'the finding that began it' }),
  findings: Type.Array(Type.String(), { description: 'its findings, in order of time: any of them may be named by an alert’s link' }),
  deployment: Type.String(),
  release: digestSchema('with whose reference it was compared'),
  kind: oneOf(FINDING_KINDS),
  column: Type.String({ description: 'the raw column, feature, `score`, or `*` for the whole window' }),
  group: orNull(oneOf(COLUMN_GROUPS, 'what the column is; null for the whole window')),
  where: orNull(whereSchema),
  urgency: oneOf(URGENCIES),
  since: instantSchema('start of its first window'),
  until: instantSchema('end of its last window'),
  windows: Type.Integer({ description: 'windows in which it was found; of a page all in a row, of a notice or a decline with up to a week of windows between them' }),
  ongoing: Type.Boolean({ description: 'it was found in the newest window, of those that have matured where labels tell it' }),
  worst: Type.Object({
    finding: Type.String(),
    window: instantSchema('start of its window'),
    effect: Type.Number({ description: 'share of rows, or distance, 0..1' }),
    natural: Type.Number({ description: 'what a natural day reaches' }),
    p: Type.Number({ description: 'corrected for all tests of the window' }),
    rows: Type.Integer(),
    value: orNull(Type.String({ description: 'the exact value concerned, if one is' })),
    harm: orNull(harmSchema),
    message: Type.String(),
  }),
  cause: Type.String({ description: 'what most often lies behind it' }),
  remedy: Type.String(),
  alert: orNull(Type.Object({ id: Type.String(), state: oneOf(ALERT_STATES), muted: Type.Boolean(), acknowledged: Type.Optional(acknowledgedSchema) })),
  held: Type.Integer({ description: 'its windows that are kept out of training and trials' }),
  released: Type.Integer({ description: 'its windows that a person let go' }),
  letGo: orNull(releasedSchema),
  related: Type.Array(relatedSchema, { description: 'what else was found in its windows' }),
});

/** A finding through the windows in a row in which it was made, with all that a person wants to know of it. */
export type Diagnosis = ValueOf<typeof diagnosisSchema>;
