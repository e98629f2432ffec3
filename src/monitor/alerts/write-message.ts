import { formatStart, formatInstant } from '../../kernel/index.ts';
import { type Delivery, newsOf, type ToldAlert } from './delivery.ts';

/** Alerts that a message spells out; of more it says how many. */
const MOST = 10;

/** What a message says beside its delivery. */
export interface MessageAbout {
  readonly project: string;
  /** Where people reach the page. */
  readonly url: string;
}

/** One line: `flight-delay: departure constant since 2001-04-03, and 1 more`, or `flight-delay: over: departure constant since 2001-04-03`. */
export function writeSubject(delivery: Delivery): string {
  const { deployment, alerts } = delivery;
  const [first] = alerts;
  if (first === undefined) return `${deployment}: a test message`;
  const more = alerts.length > 1 ? `, and ${alerts.length - 1} more` : '';
  return `${deployment}: ${newsOf(delivery) === 'over' ? 'over: ' : ''}${nameOf(first)} since ${formatStart(first.since)}${more}`;
}

/** Where the findings page shows an alert. */
export const linkTo = (url: string, finding: string | undefined): string =>
  `${url.replace(/\/+$/, '')}/#/findings${finding === undefined ? '' : `?finding=${encodeURIComponent(finding)}`}`;

/** `departure constant`, `volume`, `performance decline` */
export const nameOf = ({ column, kind }: Pick<ToldAlert, 'column' | 'kind'>): string =>
  kind === 'performance' ? 'performance decline' : `${column === '*' ? '' : `${column} `}${kind.replaceAll('_', ' ')}`;

/** `departure constant`, or `departure constant is over` */
const headOf = (delivery: Delivery, alert: ToldAlert): string => `${nameOf(alert)}${newsOf(delivery) === 'over' ? ' is over' : ''}`;

/** The deployment and the window at whose end it was decided. */
const headerOf = ({ deployment, window }: Delivery): string => `${deployment}, ${formatInstant(window.from)} to ${formatInstant(window.to)}`;

/** What whoever reads it can answer, in words that can be copied; nothing to what is over. */
function answersTo(delivery: Delivery): readonly string[] {
  const [first] = delivery.alerts;
  if (first === undefined || newsOf(delivery) === 'over') return [];
  return [
    `I look after it: capstan alerts acknowledge ${first.id}\nBe quiet until tomorrow: capstan alerts mute --kind ${first.kind}${first.column === '*' ? '' : ` --column ${quoteWord(first.column)}`} --for 1d --why "…"\nOr the buttons behind the link.`,
  ];
}

/** A word as a shell takes it. */
const quoteWord = (word: string): string => (/^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The whole message as plain text. */
export function writeText(delivery: Delivery, { project, url }: MessageAbout): string {
  const { alerts } = delivery;
  if (alerts.length === 0) return `This is a test of the alerts of ${project}. Nothing is wrong.\n\n${linkTo(url, undefined)}\n`;
  const told = alerts.slice(0, MOST).map((alert) => `${headOf(delivery, alert)}\n${alert.message}\n→ ${alert.remedy}\n${linkTo(url, alert.finding)}`);
  const more = alerts.length > MOST ? [`and ${alerts.length - MOST} more`] : [];
  return `${[headerOf(delivery), ...told, ...more, ...answersTo(delivery)].join('\n\n')}\n`;
}

/** The message for a program. */
export function writePayload(delivery: Delivery, { project, url }: MessageAbout): Record<string, unknown> {
  const { id, deployment, window, alerts } = delivery;
  return {
    type: alerts.length === 0 ? 'capstan.test' : newsOf(delivery) === 'over' ? 'capstan.resolved' : 'capstan.alerts',
    delivery: id,
    project,
    deployment,
    window: { from: formatInstant(window.from), to: formatInstant(window.to) },
    link: linkTo(url, alerts[0]?.finding),
    alerts: alerts.map((alert) => ({
      ...alert,
      since: formatInstant(alert.since),
      ...(alert.until !== undefined && { until: formatInstant(alert.until) }),
      link: linkTo(url, alert.finding),
    })),
  };
}

/** The message as Slack takes it: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>; a block holds at most 3,000 characters. */
export function writeSlack(delivery: Delivery, about: MessageAbout): Record<string, unknown> {
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3000) } });
  const { alerts } = delivery;
  const more = alerts.length > MOST ? [section(`and ${alerts.length - MOST} more: <${linkTo(about.url, undefined)}|all findings>`)] : [];
  const told = alerts
    .slice(0, MOST)
    .map((alert) =>
      section(`*<${linkTo(about.url, alert.finding)}|${escapeSlack(headOf(delivery, alert))}>*\n${escapeSlack(alert.message).slice(0, 2000)}\n→ ${escapeSlack(alert.remedy)}`),
    );
  const blocks =
    alerts.length === 0
      ? [section(escapeSlack(writeText(delivery, about)))]
      : [
          section(`*${escapeSlack(delivery.deployment)}*, ${headerOf(delivery).slice(delivery.deployment.length + 2)}`),
          ...told,
          ...more,
          ...answersTo(delivery).map((text) => section(escapeSlack(text))),
        ];
  return { text: escapeSlack(writeSubject(delivery)), blocks };
}

/** The three letters that Slack reads as its own. */
const escapeSlack = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
