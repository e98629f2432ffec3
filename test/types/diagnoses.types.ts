import type { Operations } from '../../src/platform/index.ts';
import type { DiagnosesOperations } from '../../src/sdk/diagnoses.ts';

// What the page about data reads is in what the operations answer, and they take what it gives.
type Told = { readonly [N in keyof DiagnosesOperations]: Operations[N]['output'] };
type Read = { readonly [N in keyof DiagnosesOperations]: DiagnosesOperations[N]['output'] };
type Taken = { readonly [N in keyof DiagnosesOperations]: Operations[N]['input'] };
type Given = { readonly [N in keyof DiagnosesOperations]: DiagnosesOperations[N]['input'] };

export const read = (told: Told): Read => told;
export const give = (given: Given): Taken => given;
