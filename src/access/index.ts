export { authorise, localPrincipal, type Principal } from './principal.ts';
export { createTokenGuard, newToken, type TokenGuard } from './token.ts';
export { assertBindingIsSafe, isLoopback } from './binding.ts';
export { accessErrors } from './access.errors.ts';
