import type { CapstanError, Facts } from '../../kernel/index.ts';

/** An error as the protocol tells it. */
export interface MlflowError {
  readonly status: number;
  readonly body: { readonly error_code: string; readonly message: string };
}

/** MLflow's statuses, but for INVALID_STATE: it answers that with 500, for which its clients try again seven times although nothing will change. */
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
type Code = keyof typeof STATUS;

/** How MLflow tells an error of ours: its code, and its own words where clients or people look for them (ours otherwise). */
interface Telling {
  readonly code: Code;
  readonly message?: (facts: Facts) => string;
}

/** What is not told by its status alone. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  MLFLOW_ENDPOINT_UNKNOWN: { code: 'ENDPOINT_NOT_FOUND' },
};

const BY_STATUS: Readonly<Record<number, Code>> = {
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

/** Tells an error in the protocol's form. What nobody asked wrongly is told without its inside. */
export function toMlflowError(error: CapstanError): MlflowError {
  const telling: Telling = TELLINGS[error.code] ?? { code: BY_STATUS[error.status] ?? 'INTERNAL_ERROR' };
  const { code } = telling;
  const message = code === 'INTERNAL_ERROR' ? 'The server failed; its output has the details.' : (telling.message?.(error.facts) ?? error.message);
  // Clients try again what has one of MLflow's statuses above 500; for a file that does not fit, they should not.
  return { status: error.status === 413 || error.status === 507 ? error.status : STATUS[code], body: { error_code: code, message } };
}
