import { unreachable } from '../../kernel/index.ts';
import { type AlertTarget, nameOfTarget, type Secret } from './alerting.ts';
import type { Delivery } from './delivery.ts';
import { monitorErrors } from '../monitor.errors.ts';
import { type MessageAbout, writePayload, writeSlack, writeSubject, writeText } from './write-message.ts';

/** How long a target may take, in ms. */
const PATIENCE = 10_000;

/** What sending needs beside the message. */
export interface Post extends MessageAbout {
  /** Where secrets are looked up. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Takes what goes to the log. */
  readonly log: (text: string) => void;
}

/**
 * Sends one message to one target. No error of it ever holds an address or a password: what goes wrong is told by status or code.
 * Throws MONITOR_SECRET_MISSING, MONITOR_TARGET_REFUSED, MONITOR_TARGET_UNREACHABLE.
 */
export async function sendMessage(target: AlertTarget, delivery: Delivery, post: Post): Promise<void> {
  const reveal = (secret: Secret): string => readSecret(secret, post.variables);
  switch (target.kind) {
    case 'log':
      return post.log(writeText(delivery, post));
    case 'webhook': {
      const headers = target.token === undefined ? {} : { authorization: `Bearer ${reveal(target.token)}` };
      return sendJson(target, reveal(target.url), { headers: { ...headers, 'idempotency-key': delivery.id }, body: writePayload(delivery, post) });
    }
    case 'slack':
      return sendJson(target, reveal(target.url), { headers: {}, body: writeSlack(delivery, post) });
    case 'email':
      return sendEmail(target, reveal(target.server), { delivery, post });
    default:
      return unreachable(target);
  }
}

function readSecret(secret: Secret, variables: Post['variables']): string {
  if (typeof secret === 'string') return secret;
  const value = variables[secret.env];
  if (value === undefined || value === '') throw monitorErrors.SECRET_MISSING({ variable: secret.env });
  return value;
}

async function sendJson(target: AlertTarget, url: string, message: { readonly headers: Record<string, string>; readonly body: object }): Promise<void> {
  const name = nameOfTarget(target);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...message.headers },
      body: JSON.stringify(message.body),
      // What is sent belongs to the address that the project names, and to no other.
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    throw monitorErrors.TARGET_UNREACHABLE({ target: name, reason: codeOf(error) });
  }
  await response.body?.cancel();
  if (!response.ok) throw monitorErrors.TARGET_REFUSED({ target: name, reason: `status ${response.status}` });
}

type EmailTarget = Extract<AlertTarget, { readonly kind: 'email' }>;

async function sendEmail(target: EmailTarget, server: string, { delivery, post }: { readonly delivery: Delivery; readonly post: Post }): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const name = nameOfTarget(target);
  try {
    const transport = createTransport({ url: server, connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE });
    try {
      await transport.sendMail({
        from: target.from,
        to: [...target.to],
        subject: writeSubject(delivery),
        text: writeText(delivery, post),
        messageId: `<${delivery.id}@${post.project}.capstan>`,
      });
    } finally {
      transport.close();
    }
  } catch (error) {
    const { responseCode } = error as { readonly responseCode?: number };
    if (responseCode !== undefined) throw monitorErrors.TARGET_REFUSED({ target: name, reason: `SMTP ${responseCode}` });
    throw monitorErrors.TARGET_UNREACHABLE({ target: name, reason: codeOf(error) });
  }
}

/** `ECONNREFUSED` rather than a message, which may hold the address. */
function codeOf(error: unknown): string {
  const { code, cause, name } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown }; readonly name?: unknown };
  const found = cause?.code ?? code ?? name;
  return typeof found === 'string' && found !== 'TypeError' ? found : 'its address cannot be asked';
}
