import { defineErrors, errorKind, type Permission } from '../kernel/index.ts';

/** Who may not do what, and how to change that. No message and no fact ever holds a token. */
export const accessErrors = defineErrors('ACCESS', {
  DENIED: errorKind<{ principal: string; permission: Permission }>({
    status: 403,
    message: (f) => `${f.principal} may not ${f.permission}`,
    remedy: (f) => `ask with a token that has the permission ${f.permission}`,
  }),
  TOKEN_REQUIRED: errorKind<{ host: string }>({
    status: 400,
    message: (f) => `without a token the server may only be reached from this machine, but ${f.host} is open to others`,
    remedy: (f) => `guard it with a token in a file, which is made when it is not there (or set CAPSTAN_TOKEN): capstan up --host ${f.host} --token-file .capstan/token`,
  }),
  TOKEN_WEAK: errorKind<{ length: number; least: number }>({
    status: 400,
    message: (f) => `the token has ${f.length} characters; it needs ${f.least} at least`,
    remedy: () => 'use a random one: node -p "crypto.randomBytes(32).toString(\'base64url\')"',
  }),
  UNAUTHENTICATED: errorKind<{ reason: 'no token' | 'a wrong token' }>({
    status: 401,
    message: (f) => `the request came with ${f.reason}`,
    remedy: () => 'send the header "authorization: Bearer <token>" with the token that the server was started with (the command line reads CAPSTAN_TOKEN)',
  }),
});
