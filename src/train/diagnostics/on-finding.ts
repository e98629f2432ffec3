import { oneOf, Type } from '../../kernel/index.ts';

/** What a finding does to the run: it is told, or the run fails, and where the model was not needed to find it, nothing is trained. */
export const ON_FINDING = ['warn', 'stop'] as const;

export const onFinding = Type.Optional(
  oneOf(ON_FINDING, "What a finding does: 'warn' tells it, 'stop' fails the run, before anything is trained where the model is not needed to find it. Default 'warn'."),
);
