import { isIP } from 'node:net';
import { accessErrors } from './access.errors.ts';

/** True for an address that only this machine can reach. A name counts only if it is `localhost`: others may resolve to anything. */
export function isLoopback(host: string): boolean {
  // What nearly every request says.
  if (host === '127.0.0.1' || host === 'localhost') return true;
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const mapped = bare.replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || (isIP(mapped) === 4 && mapped.startsWith('127.'));
}

/** Goes on when nobody else can reach the server, or a token guards it. Throws ACCESS_TOKEN_REQUIRED with the command that mends it. */
export function assertBindingIsSafe(binding: { readonly host: string; readonly token?: string | undefined }): void {
  if (!isLoopback(binding.host) && (binding.token === undefined || binding.token === '')) throw accessErrors.TOKEN_REQUIRED({ host: binding.host });
}
