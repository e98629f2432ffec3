import { defineErrors, errorKind } from '../kernel/index.ts';

/** What can go wrong between a client and a server; what the server itself refuses comes with its own code. */
export const clientErrors = defineErrors('CLIENT', {
  UNREACHABLE: errorKind<{ url: string }>({
    status: 503,
    message: (f) => `no Capstan server answers at ${f.url}`,
    remedy: () => 'start one with `capstan up`, or name another with --url',
  }),
  ANSWER_UNREADABLE: errorKind<{ url: string; status: number }>({
    status: 502,
    message: (f) => `${f.url} answered ${f.status} without saying why`,
    remedy: () => 'check that the URL is that of a Capstan server',
  }),
});
