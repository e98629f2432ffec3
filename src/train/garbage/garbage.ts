import { oneOf, Type, type ValueOf } from '../../kernel/index.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

const keptSchema = Type.Object({
  noun: oneOf(['experiment', 'run', 'logged model', 'bytes'], 'what it is'),
  name: Type.String({ description: 'its number, id or digest' }),
  why: Type.String({ description: 'what still needs it' }),
});

/** Something that was deleted long ago, or that nothing seems to name, and stays. */
export type Kept = ValueOf<typeof keptSchema>;

/** What a collection did, or would do. */
export const garbageReportSchema = Type.Object({
  dryRun: Type.Boolean({ description: 'nothing was removed: this is what would be' }),
  experiments: count('experiments that are gone for good; their names are free'),
  runs: count('runs that are gone for good'),
  loggedModels: count('logged models that are gone for good'),
  files: count('artifacts that went with them'),
  blobs: count('different contents that nothing named any more'),
  bytes: count('what these took on the disk'),
  kept: Type.Array(keptSchema, { description: 'what stays and why: the first thousand' }),
  keptCount: count('how many stay in all'),
  elsewhere: Type.Array(Type.String(), { description: 'where artifacts of what is gone are kept outside of Capstan, which does not touch them: the first thousand' }),
});
export type GarbageReport = ValueOf<typeof garbageReportSchema>;

/** What to collect, at one moment. */
export type DatedOrder = GarbageOrder & {
  /** What was deleted before this (ms since 1970). */
  readonly before: number;
};

/** What to collect. */
export interface GarbageOrder {
  /** For how long things must have been deleted, in milliseconds. */
  readonly olderThan: number;
  /** Whom it is done for. */
  readonly actor: string;
  /** Removes nothing, and reports what would be. */
  readonly dryRun?: boolean;
  /** Removes the child runs of what is removed too, also those that are not deleted. */
  readonly children?: boolean;
}
