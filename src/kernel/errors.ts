/** What an error knows about its case: names, paths, counts. Never a secret. */
export type Facts = Readonly<Record<string, unknown>>;

/** One kind of error: its HTTP status, what happened, and what to do about it. */
export interface ErrorKind<F extends Facts> {
  readonly status: number;
  readonly message: (facts: F) => string;
  readonly remedy: (facts: F) => string;
}

/** The one class of error that Capstan throws on purpose. Doors turn it into a status, an exit code and a message. */
export class CapstanError extends Error {
  override readonly name = 'CapstanError';
  readonly code: string;
  readonly status: number;
  readonly facts: Facts;
  readonly remedy: string;
  constructor(code: string, about: { status: number; message: string; remedy: string; facts: Facts; cause?: unknown }) {
    super(about.message, about.cause === undefined ? undefined : { cause: about.cause });
    this.code = code;
    this.status = about.status;
    this.remedy = about.remedy;
    this.facts = about.facts;
  }
  toJSON(): { code: string; message: string; remedy: string; facts: Facts } {
    return { code: this.code, message: this.message, remedy: this.remedy, facts: this.facts };
  }
}

/** Makes one error of its kind, with its facts. */
export type ErrorMaker<F extends Facts> = (facts: F, options?: { cause?: unknown }) => CapstanError;

/** Declares one kind of error for `defineErrors`, with typed facts. */
export const errorKind = <F extends Facts = Record<string, never>>(kind: ErrorKind<F>): ErrorKind<F> => kind;

/** A room's table of errors: call a member to make the error, read `kinds` to print the reference. */
export type ErrorTable<T extends Record<string, ErrorKind<never>>> = {
  readonly [K in keyof T]: T[K] extends ErrorKind<infer F> ? ErrorMaker<F> : never;
} & { readonly area: string; readonly kinds: Readonly<Record<string, { status: number }>> };

/**
 * Declares a room's errors once: code, status, message, remedy. Codes read `AREA_REASON` and are never reused.
 * @example
 * const errors = defineErrors('DATA', { SOURCE_MISSING: errorKind<{ path: string }>({ status: 404, message: (f) => `no file at ${f.path}`, remedy: () => 'check the path' }) });
 * throw errors.SOURCE_MISSING({ path: 'flights.parquet' });
 */
export function defineErrors<T extends Record<string, ErrorKind<never>>>(area: string, kinds: T): ErrorTable<T> {
  const table: Record<string, unknown> = { area, kinds };
  for (const [reason, kind] of Object.entries(kinds) as [string, ErrorKind<Facts>][]) {
    table[reason] = (facts: Facts, options?: { cause?: unknown }) =>
      new CapstanError(`${area}_${reason}`, { status: kind.status, message: kind.message(facts), remedy: kind.remedy(facts), facts, cause: options?.cause });
  }
  return table as ErrorTable<T>;
}

/** True for an error that Capstan threw on purpose, also across copies of this module; give a code to ask for that one. */
export const isCapstanError = (error: unknown, code?: string): error is CapstanError =>
  error instanceof Error && error.name === 'CapstanError' && (code === undefined || (error as CapstanError).code === code);

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** For the last branch of a switch over a closed set: a compile error when a case is missing. */
export function unreachable(value: never): never {
  throw new TypeError(`a case is missing for ${JSON.stringify(value)}`);
}
