/** What the findings page is written for is what the operations take and answer. Checked by `tsc`, never run. */
import type { Operations } from '../../src/platform/index.ts';
import type { WatchOperations } from '../../src/sdk/watch.ts';

declare const answers: { readonly [N in keyof WatchOperations]: Operations[N]['output'] };
declare const inputs: { readonly [N in keyof WatchOperations]: WatchOperations[N]['input'] };
export const shown: { readonly [N in keyof WatchOperations]: WatchOperations[N]['output'] } = answers;
export const asked: { readonly [N in keyof WatchOperations]: Operations[N]['input'] } = inputs;
