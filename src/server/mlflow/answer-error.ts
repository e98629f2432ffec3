import type { CapstanError } from '../../kernel/index.ts';
import { TELLINGS } from './tellings.ts';

/** An error as the protocol tells it. */
export interface MlflowError {
  readonly status: number;
  readonly body: { readonly error_code: MlflowCode; readonly message: string };
}

/** MLflow's codes and statuses, but for INVALID_STATE: it answers that with 500, for which its clients try again seven times although nothing will change. */
const STATUS = {
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  INVALID_STATE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;
export type MlflowCode = keyof typeof STATUS;

/** The code of an error that has no telling of its own. */
const BY_STATUS: Readonly<Record<number, MlflowCode>> = {
  400: 'INVALID_PARAMETER_VALUE',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'RESOURCE_DOES_NOT_EXIST',
  409: 'RESOURCE_CONFLICT',
  413: 'INVALID_PARAMETER_VALUE',
  422: 'INVALID_PARAMETER_VALUE',
  501: 'NOT_IMPLEMENTED',
  503: 'TEMPORARILY_UNAVAILABLE',
  507: 'TEMPORARILY_UNAVAILABLE',
};

/** Messages quote what was sent: that much of it is enough. */
const LONGEST_MESSAGE = 10_000;

/** Tells an error in the protocol's form. A failure of the server is told without its inside. */
export function toMlflowError(error: CapstanError): MlflowError {
  const { code, message } = TELLINGS[error.code] ?? { code: BY_STATUS[error.status] ?? 'INTERNAL_ERROR', message: undefined };
  const told = code === 'INTERNAL_ERROR' ? 'The server failed; its output has the details.' : (message?.(error.facts as never) ?? error.message);
  // Clients try again what has one of MLflow's statuses above 500; for what does not fit, they should not.
  return { status: error.status === 413 || error.status === 507 ? error.status : STATUS[code], body: { error_code: code, message: told.slice(0, LONGEST_MESSAGE) } };
}
