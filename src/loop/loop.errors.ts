import { defineErrors, errorKind, shortDigest } from '../kernel/index.ts';

export const loopErrors = defineErrors('LOOP', {
  ILLEGAL_MOVE: errorKind<{ rollout: string; from: string; to: string }>({
    status: 409,
    message: (f) => `rollout ${f.rollout} is ${f.from} and cannot become ${f.to}`,
    remedy: () => 'look at it with `capstan status`',
  }),
  NOTHING_WAITING: errorKind<{ deployment: string }>({
    status: 409,
    message: (f) => `no challenger of ${f.deployment} waits for approval`,
    remedy: () => 'look at the trials with `capstan status`',
  }),
  NOT_GATED: errorKind<{ deployment: string; release: string }>({
    status: 403,
    message: (f) => `release ${shortDigest(f.release)} changes rules alone and passed no gate, so that it cannot become the champion of ${f.deployment} at once`,
    remedy: () => "let the loop try it on live traffic, make it the champion with `capstan deploy`, or set `loop.championAlias` to 'any'",
  }),
  RULES_UNCHANGED: errorKind<{ deployment: string }>({
    status: 409,
    message: (f) => `these are the rules that the champion of ${f.deployment} has already`,
    remedy: () => 'change them before you propose them',
  }),
  NO_CHAMPION: errorKind<{ deployment: string }>({
    status: 409,
    message: (f) => `${f.deployment} has no champion yet`,
    remedy: () => 'make a first release with `capstan run --release`',
  }),
});
