import { digestSchema, instantSchema, oneOf, orNull, Type, type ValueOf } from '../kernel/index.ts';
import { registeredOriginSchema, type Release } from './release.ts';

/** The facts about a release without its parts. */
export const releaseBrief = {
  id: digestSchema('names the release by content'),
  kind: oneOf(['model', 'rules'], '`rules` for a change of rules alone'),
  note: Type.String({ description: 'why it was made' }),
  createdAt: instantSchema('when it was made'),
  eventAt: instantSchema('event time of its making'),
  trainedUntil: instantSchema('event time up to which its training data reaches'),
  run: orNull(Type.String({ description: 'the run that made the model; null for a change of rules alone' })),
  registered: Type.Optional(registeredOriginSchema),
  parent: orNull(digestSchema('the release whose model a change of rules stands on')),
};

/** The schema of a release in few words. */
export const releaseBriefSchema = Type.Object(releaseBrief);

/** A release in few words. */
export type ReleaseBrief = ValueOf<typeof releaseBriefSchema>;

/** What is told of a release in a list. */
export const briefOf = ({ manifest: _, evaluation: _evaluation, testRows: _testRows, ...release }: Release): ReleaseBrief => release;
