import { type CapstanError, isCapstanError, messageOf } from '../kernel/index.ts';
import { serverErrors } from './server.errors.ts';

/** The largest body that is read as a whole. */
export const BODY_LIMIT = 32 * 1024 * 1024;

/** What went wrong, as an error of ours: what the HTTP library refuses is the request's fault, anything else that is not ours is a failure. */
export function toCapstanError(error: unknown): CapstanError {
  if (isCapstanError(error)) return error;
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 413) return serverErrors.BODY_TOO_LARGE({ most: BODY_LIMIT }, { cause: error });
  if (status !== undefined && status < 500) return serverErrors.BODY_UNREADABLE({ reason: messageOf(error) }, { cause: error });
  return serverErrors.FAILED({ reason: messageOf(error) }, { cause: error });
}
