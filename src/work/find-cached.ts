import type { Digest, JsonValue } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { explainChange } from './explain-change.ts';
import { keyOf, partsOf, readsOfParts, type StepIdentity } from './identify-step.ts';
import { findReads, findStep, type StepRecord, type StepTrace } from './work.store.ts';

/** What the cache says of a step: its record, or why there is none. */
export type Lookup = { readonly record: StepRecord } | { readonly record: null; readonly why: readonly string[] };

/** What is asked. */
export interface LookupQuestion {
  readonly staticKey: Digest;
  readonly identity: StepIdentity;
  readonly params: Readonly<Record<string, JsonValue>>;
  /** Its identity when it was last up to date. */
  readonly trace: StepTrace | undefined;
  /** What a file of the project holds now, by its relative path. */
  readonly digestOf: (file: string) => Promise<Digest | undefined>;
  /** Whether a record is no good that read files which it does not declare. */
  readonly refusesUndeclared: boolean;
}

/** True when the step differs from what it was when it was last up to date; it may be in the cache from an earlier time all the same. */
export const looksNew = ({ trace, identity, params }: LookupQuestion): boolean => trace === undefined || changesSince(trace, identity, params).length > 0;

const changesSince = (trace: StepTrace, identity: StepIdentity, params: LookupQuestion['params']): readonly string[] =>
  explainChange(trace.parts, partsOf(identity, readsOfParts(trace.parts), params));

/**
 * Looks a step up under every set of parameters that its code is known to read. What has lost its outputs does not count, nor what read files that it does
 * not declare when they have changed since.
 */
export async function findCached(means: Means, question: LookupQuestion): Promise<Lookup> {
  const { staticKey, identity, params, trace } = question;
  const keys = (await findReads(means, staticKey)).map((reads) => keyOf(staticKey, reads, params));
  const record = await findStep(means, keys);
  if (record) {
    const why: string[] = [];
    for (const [name, digest] of Object.entries(record.outputs)) if (!(await means.blobs.has(digest))) why.push(`output ${name}: its bytes are no longer stored`);
    for (const [file, digest] of Object.entries(record.undeclared)) {
      if (question.refusesUndeclared) why.push(`file ${file} was read and is not declared`);
      else if ((await question.digestOf(file)) !== digest) why.push(`file ${file} changed, which is not declared`);
    }
    return why.length === 0 ? { record } : { record: null, why };
  }
  if (trace === undefined) return { record: null, why: ['first run'] };
  const why = changesSince(trace, identity, params);
  return { record: null, why: why.length > 0 ? why : ['its record is gone'] };
}
