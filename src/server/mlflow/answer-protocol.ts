/** Where the thread reads. */
export interface ThreadOrder {
  readonly project: string;
  /** The state folder. */
  readonly folder: string;
}

/** What an endpoint, named by its method and path, is asked. */
export interface ThreadQuestion {
  readonly id: number;
  readonly endpoint: string;
  readonly input: unknown;
}

/** An error on its way between threads. */
export interface ThrownByThread {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly remedy: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly stack: string | undefined;
}

/** What the thread says: that it is there, or an answer as the bytes of its JSON. */
export type ThreadAnswer = { readonly open: true } | { readonly id: number; readonly bytes: Uint8Array } | { readonly id: number; readonly error: ThrownByThread };
