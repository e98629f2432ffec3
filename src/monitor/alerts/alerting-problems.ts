import { type Alerting, type AlertTarget, nameOfTarget, type Secret } from './alerting.ts';

/** The addresses that a target takes. */
const PROTOCOLS: Readonly<Record<'web' | 'mail', readonly string[]>> = { web: ['http:', 'https:'], mail: ['smtp:', 'smtps:'] };

/** What is wrong with a project's `alerts`, as far as it can be seen without the environment; no message holds an address. */
export function alertingProblems(alerting: Alerting | undefined): string[] {
  if (alerting === undefined) return [];
  const names = alerting.to.map(nameOfTarget);
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  return [
    ...(alerting.url !== undefined && !isAddress(alerting.url, 'web') ? ['alerts.url must be an http or https address'] : []),
    ...alerting.to.flatMap((target) => targetProblems(target).map((problem) => `alerts.to ${nameOfTarget(target)}: ${problem}`)),
    ...[...new Set(twice)].map((name) => `alerts.to has two targets that are called ${name}: give them names`),
  ];
}

function targetProblems(target: AlertTarget): string[] {
  switch (target.kind) {
    case 'log':
      return [];
    case 'webhook':
    case 'slack':
      return addressProblems('url', target.url, 'web');
    case 'email':
      return addressProblems('server', target.server, 'mail');
  }
}

const addressProblems = (member: string, address: Secret, kind: keyof typeof PROTOCOLS): string[] =>
  typeof address === 'string' && !isAddress(address, kind) ? [`${member} must begin with ${PROTOCOLS[kind].map((protocol) => `${protocol}//`).join(' or ')}`] : [];

const isAddress = (address: string, kind: keyof typeof PROTOCOLS): boolean => URL.canParse(address) && PROTOCOLS[kind].includes(new URL(address).protocol);
