import { type Permission, PERMISSIONS } from '../kernel/index.ts';
import { accessErrors } from './access.errors.ts';

/** Who asks, and what they may do. The name goes into the ledger as the actor. */
export interface Principal {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** Whoever can run commands on this machine, as this user: may do everything. */
export const localPrincipal: Principal = { name: 'local', permissions: PERMISSIONS };

/** Goes on when the principal has the permission. Throws ACCESS_DENIED. */
export function authorise(principal: Principal, permission: Permission): void {
  if (!principal.permissions.includes(permission)) throw accessErrors.DENIED({ principal: principal.name, permission });
}
