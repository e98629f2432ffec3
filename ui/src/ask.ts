import type { DiagnosesOperations } from '../../src/sdk/diagnoses.ts';
import type { TrackingOperations } from '../../src/sdk/tracking.ts';
import type { WatchOperations } from '../../src/sdk/watch.ts';

/** Every operation that the page asks. */
type Asked = TrackingOperations & WatchOperations & DiagnosesOperations;

/** What the server refused, in its own words. */
export class Refusal extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly status: number;
  constructor(status: number, told: { readonly code?: string; readonly message?: string; readonly remedy?: string }) {
    super(told.message ?? `The server answered with status ${status}.`);
    this.status = status;
    this.code = told.code ?? '';
    this.remedy = told.remedy ?? 'Its terminal says more; “capstan doctor” checks the rest.';
  }
}

const LOCKED = 'capstan:locked';

/** Says that the server wants a token first. */
export const tellLocked = (): void => void dispatchEvent(new Event(LOCKED));

/** Calls back when the server wants a token; gives what ends it. */
export function onLocked(call: () => void): () => void {
  addEventListener(LOCKED, call);
  return () => removeEventListener(LOCKED, call);
}

/** Gives the server the token, which the browser keeps for it. False when it is not the right one. */
export async function signIn(token: string): Promise<boolean> {
  const url = new URL('v1/session', document.baseURI);
  return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) })).ok;
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** Runs an operation on the server. Throws `Refusal`, or the browser's own error when there is no answer. */
export async function ask<K extends keyof Asked>(operation: K, input: Asked[K]['input'], signal?: AbortSignal): Promise<Asked[K]['output']> {
  const url = new URL(`v1/${operation.replaceAll('.', '/')}`, document.baseURI);
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input), cache: 'no-store', ...(signal && { signal }) });
  // An answer that breaks off, as when its page is left, is none.
  if (response.ok) return (await response.json()) as Asked[K]['output'];
  const answer = (await response.json().catch(() => null)) as { readonly error?: object } | null;
  if (response.status === 401) tellLocked();
  throw new Refusal(response.status, answer?.error ?? {});
}

/** Where the bytes of a run's artifact are. */
export const artifactUrl = (run: string, path: string): string => new URL(`get-artifact?${new URLSearchParams({ run_id: run, path }).toString()}`, document.baseURI).href;
