import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { PERMISSIONS } from '../kernel/index.ts';
import { accessErrors } from './access.errors.ts';
import { localPrincipal, type Principal } from './principal.ts';

const LEAST_CHARACTERS = 20;

/** A fresh token: 256 random bits as 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** Tells who sends a request. */
export interface TokenGuard {
  /** `authorization` is that header, as it came. Throws ACCESS_UNAUTHENTICATED. */
  identify(authorization: string | undefined): Principal;
}

/**
 * A guard for one token that may do everything; without a token everybody is local (only right on a loopback address, see `assertBindingIsSafe`).
 * The token itself is not kept, only its hash; the comparison takes the same time whatever is sent. Throws ACCESS_TOKEN_WEAK.
 */
export function createTokenGuard(options: { readonly token?: string }): TokenGuard {
  const { token } = options;
  if (token === undefined) return { identify: () => localPrincipal };
  if (token.length < LEAST_CHARACTERS) throw accessErrors.TOKEN_WEAK({ length: token.length, least: LEAST_CHARACTERS });
  const expected = hash(token);
  const holder: Principal = { name: 'token', permissions: PERMISSIONS };
  return {
    identify(authorization) {
      const given = /^Bearer +(.+?) *$/i.exec(authorization ?? '')?.[1];
      if (given === undefined) throw accessErrors.UNAUTHENTICATED({ reason: 'no token' });
      if (!timingSafeEqual(hash(given), expected)) throw accessErrors.UNAUTHENTICATED({ reason: 'a wrong token' });
      return holder;
    },
  };
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
