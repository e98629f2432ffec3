import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../kernel/index.ts';
import { assertBindingIsSafe, authorise, createTokenGuard, isLoopback, localPrincipal, newToken } from './index.ts';

describe('a token guard', () => {
  const token = newToken();
  const guard = createTokenGuard({ token });

  it('lets the holder in, whatever the case and the spaces of the scheme', () => {
    for (const header of [`Bearer ${token}`, `bearer  ${token} `]) expect(guard.identify(header)).toEqual({ name: 'token', permissions: PERMISSIONS });
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz'])('asks for a token when it gets %j', (header) => {
    expect(() => guard.identify(header)).toThrow(expect.objectContaining({ code: 'ACCESS_UNAUTHENTICATED', status: 401, message: 'the request came with no token' }) as Error);
  });

  it('refuses a wrong token and never shows either', () => {
    for (const wrong of [newToken(), token.slice(0, -1), `${token}x`, token.toUpperCase()]) {
      try {
        guard.identify(`Bearer ${wrong}`);
        expect.unreachable('a wrong token got in');
      } catch (error) {
        const shown = inspect(error, { depth: 10 }) + JSON.stringify(error);
        expect(shown).toContain('ACCESS_UNAUTHENTICATED');
        expect(shown).not.toContain(wrong);
        expect(shown).not.toContain(token);
      }
    }
    expect(inspect(guard, { depth: 10, showHidden: true })).not.toContain(token);
  });

  it('refuses a token that can be guessed, without showing it', () => {
    expect(() => createTokenGuard({ token: 'secret' })).toThrow(
      expect.objectContaining({ code: 'ACCESS_TOKEN_WEAK', message: expect.not.stringContaining('secret') as string }) as Error,
    );
  });

  it('takes everybody as local when there is no token', () => {
    expect(createTokenGuard({}).identify(undefined)).toBe(localPrincipal);
  });

  it('makes tokens that differ and are long', () => {
    const tokens = new Set(Array.from({ length: 1000 }, newToken));
    expect(tokens.size).toBe(1000);
    for (const made of tokens) expect(made).toMatch(/^[\w-]{43}$/);
  });
});

describe('permissions', () => {
  it('lets the local principal do everything', () => {
    for (const permission of PERMISSIONS) expect(() => authorise(localPrincipal, permission)).not.toThrow();
  });

  it('names who may not do what', () => {
    expect(() => authorise({ name: 'dashboard', permissions: ['read'] }, 'deploy')).toThrow(
      expect.objectContaining({ code: 'ACCESS_DENIED', status: 403, message: 'dashboard may not deploy' }) as Error,
    );
  });
});

describe('the address to bind to', () => {
  it.each(['127.0.0.1', '127.8.0.1', 'localhost', 'LOCALHOST', '::1', '[::1]', '::ffff:127.0.0.1'])('is loopback: %s', (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(() => assertBindingIsSafe({ host })).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '', '192.168.1.4', '127.evil.example', 'localhost.evil.example', '::ffff:10.0.0.1'])('is open to others: %s', (host) => {
    expect(() => assertBindingIsSafe({ host })).toThrow(expect.objectContaining({ code: 'ACCESS_TOKEN_REQUIRED' }) as Error);
    expect(() => assertBindingIsSafe({ host, token: newToken() })).not.toThrow();
  });

  it('is refused with the command that mends it', () => {
    expect(() => assertBindingIsSafe({ host: '0.0.0.0', token: '' })).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/CAPSTAN_TOKEN.*capstan up --host 0\.0\.0\.0 --token-file \S+$/) as string }) as Error,
    );
  });
});
