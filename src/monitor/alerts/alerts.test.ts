import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, openWatchedDays, type WatchedDays } from '../../../test/fixtures/watched-days.ts';
import { HOUR, MINUTE } from '../../kernel/index.ts';
import type { AlertTarget } from './alerting.ts';
import type { MonitorRoom } from '../index.ts';

// Real servers take the messages. Days 6 and 7 are poisoned, and days 9, 11 and 13.

const PASSWORD = 'a-password-nobody-may-read';
const TOKEN = 'a-token-nobody-may-read';
const PAGE = 'https://capstan.example.com';

let days: WatchedDays;
let web: Server;
let mail: SMTPServer;
let monitor: MonitorRoom;
let status = 200;
let variables: Record<string, string>;
const posts: { path: string; authorization: string | undefined; key: unknown; body: Record<string, unknown> }[] = [];
const mails: string[] = [];
const lines: string[] = [];
const byTarget = (a: readonly unknown[], b: readonly unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);
const port = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

const to: readonly AlertTarget[] = [
  { kind: 'webhook', url: { env: 'HOOK' }, token: { env: 'HOOK_TOKEN' } },
  { kind: 'slack', url: { env: 'SLACK' } },
  { kind: 'email', server: { env: 'SMTP' }, from: 'capstan@example.com', to: ['ann@example.com', 'ben@example.com'] },
  { kind: 'log' },
];
const restart = (more: { readonly resolved?: boolean } = {}): MonitorRoom => days.monitor({ to, url: PAGE, variables, log: (text) => lines.push(text), ...more });
const told = () => ({ web: posts.length, mail: mails.length, log: lines.length });

beforeAll(async () => {
  days = await openWatchedDays({ days: 14, poisoned: [6, 7, 9, 11, 13] });
  web = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      if (status === 200) {
        const { authorization, 'idempotency-key': key } = request.headers;
        posts.push({ path: request.url ?? '', authorization, key, body: JSON.parse(text) as Record<string, unknown> });
      }
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
  mail = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    onAuth: ({ username, password }, _, done) => (password === PASSWORD ? done(null, { user: username }) : done(new Error('no'))),
    onData(stream, { envelope }, done) {
      let text = envelope.rcptTo.map(({ address }) => `to ${address}\n`).join('');
      stream.on('data', (part: Buffer) => (text += part.toString()));
      stream.on('end', () => (mails.push(text.replaceAll(/=\r?\n/g, '')), done()));
    },
  });
  await new Promise<void>((done) => void mail.listen(0, '127.0.0.1', done));
  variables = {
    HOOK: `http://127.0.0.1:${port(web)}/hook`,
    HOOK_TOKEN: TOKEN,
    SLACK: `http://127.0.0.1:${port(web)}/services/T0/B0/secret`,
    SMTP: `smtp://ann:${PASSWORD}@127.0.0.1:${port(mail.server)}`,
  };
  monitor = restart();
});
afterAll(async () => {
  web.close();
  await new Promise<void>((done) => mail.close(done));
  await days.close();
});

describe('alerts', () => {
  it('are told to every target at the end of the window that opened them, in one message a target', async () => {
    await monitor.closeWindows(dayOf(7));
    expect((await monitor.deliveries()).map(({ target, state, alerts }) => [target, state, alerts.length]).toSorted(byTarget)).toEqual(
      ['email', 'log', 'slack', 'webhook'].map((target) => [target, 'queued', 1]),
    );
    status = 503;
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 2, failed: 2 });
    expect(told()).toEqual({ web: 0, mail: 1, log: 1 });
    expect((await monitor.deliveries({ state: 'queued' })).map(({ target, error }) => [target, error]).toSorted(byTarget)).toEqual([
      ['slack', 'the alert target slack refused the message: status 503'],
      ['webhook', 'the alert target webhook refused the message: status 503'],
    ]);
  });

  it('that could not be told are tried again after a while, also by another process, and told once', async () => {
    status = 200;
    monitor = restart();
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 0, failed: 0 });
    days.clock.advance(MINUTE);
    // Two at once, as two processes would: one of them sends.
    const passes = await Promise.all([monitor.deliver(PAGE), restart().deliver(PAGE)]);
    expect(passes.reduce((sum, pass) => sum + pass.sent, 0)).toBe(2);
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 0, failed: 0 });
    expect(told()).toEqual({ web: 2, mail: 1, log: 1 });
    const [delivery] = (await monitor.deliveries()).filter((one) => one.target === 'webhook');
    expect(delivery).toMatchObject({ state: 'sent', attempts: 2, error: null });
    expect((await days.means.ledger.list({ noun: 'delivery', name: delivery!.id })).map((event) => [event.from, event.to])).toEqual([
      [null, 'queued'],
      ['queued', 'sent'],
    ]);
  });

  it('say what, where, since when and what to do, with a link', async () => {
    const [alert] = await monitor.alerts();
    const link = `${PAGE}/#/findings?finding=${alert!.finding}`;
    const hook = posts.find((post) => post.path === '/hook')!;
    expect(hook).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      key: expect.stringMatching(/^delivery_/) as string,
      body: {
        type: 'capstan.alerts',
        project: 'test',
        link,
        alerts: [{ kind: 'constant', column: 'departure', link, remedy: expect.stringContaining('find what writes departure') as string }],
      },
    });
    const slack = posts.find((post) => post.path.startsWith('/services'))!;
    expect(slack.body['text']).toBe('test: departure constant since 2001-01-09');
    expect(JSON.stringify(slack.body['blocks'])).toContain(`*<${link}|departure constant>*`);
    expect(mails[0]).toMatch(/^to ann@example.com\nto ben@example.com\n/);
    expect(mails[0]).toContain('Subject: test: departure constant since 2001-01-09');
    expect(mails[0]!.replaceAll('=3D', '=')).toContain(link);
    expect(lines[0]).toContain('departure holds one and the same value, 13:05, in 100 % of 300 rows');
    const answers = [`capstan alerts acknowledge ${alert!.id}`, 'capstan alerts mute --kind constant --column departure --for 1d --why'];
    for (const answer of answers) for (const text of [lines[0], JSON.stringify(slack.body['blocks'])]) expect(text).toContain(answer);
    expect(JSON.stringify(slack.body['blocks'])).toContain('*test*, 2001-01-09T00:00Z to 2001-01-10T00:00Z');
  });

  it('that go on are not told again', async () => {
    await monitor.closeWindows(dayOf(8));
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 0, failed: 0 });
  });

  it('that are over are told to whom they were told, once, with how long they stood and a link', async () => {
    await Promise.all([monitor.closeWindows(dayOf(9)), restart().closeWindows(dayOf(9))]);
    status = 503;
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 2, failed: 2 });
    status = 200;
    days.clock.advance(MINUTE);
    expect(await restart().deliver(PAGE)).toEqual({ sent: 2, failed: 0 });
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 0, failed: 0 });
    expect(told()).toEqual({ web: 4, mail: 2, log: 2 });
    const [alert] = await monitor.alerts(['resolved']);
    const link = `${PAGE}/#/findings?finding=${alert!.finding}`;
    const stood = 'It stood for 2 days, from 2001-01-09T00:00Z to 2001-01-11T00:00Z';
    expect(posts.findLast((post) => post.path === '/hook')!.body).toMatchObject({
      type: 'capstan.resolved',
      link,
      alerts: [
        { id: alert!.id, kind: 'constant', column: 'departure', since: '2001-01-09T00:00Z', until: '2001-01-11T00:00Z', message: expect.stringContaining(stood) as string, link },
      ],
    });
    const slack = posts.findLast((post) => post.path.startsWith('/services'))!;
    expect(slack.body['text']).toBe('test: over: departure constant since 2001-01-09');
    expect(JSON.stringify(slack.body['blocks'])).toContain(`*<${link}|departure constant is over>*`);
    expect(mails[1]).toContain('Subject: test: over: departure constant since 2001-01-09');
    expect(lines[1]).toContain(stood);
    expect(lines[1]).not.toContain('acknowledge');
  });

  it('that are found anew are told', async () => {
    await monitor.closeWindows(dayOf(10));
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 4, failed: 0 });
    expect(told()).toEqual({ web: 6, mail: 3, log: 3 });
  });

  it('are acknowledged by somebody, once, and resolved all the same, without a message where the project wants none', async () => {
    const open = (await monitor.alerts(['open']))[0]!;
    const word = { actor: 'ann', why: 'I call the feed’s owner' };
    expect(await monitor.acknowledge(open.id, word)).toMatchObject({ state: 'acknowledged', acknowledged: { by: 'ann' } });
    await expect(monitor.acknowledge(open.id, word)).rejects.toMatchObject({ code: 'MONITOR_ALERT_NOT_OPEN' });
    await expect(monitor.acknowledge('alert_none', word)).rejects.toMatchObject({ code: 'MONITOR_ALERT_UNKNOWN' });
    await restart({ resolved: false }).closeWindows(dayOf(11));
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 0, failed: 0 });
    expect((await days.means.ledger.list({ noun: 'alert', name: open.id })).map((event) => [event.actor, event.to])).toEqual([
      ['monitor', 'open'],
      ['ann', 'acknowledged'],
      ['monitor', 'resolved'],
    ]);
  });

  it('that are muted are recorded and held, and told to nobody until the mute is over', async () => {
    const now = days.clock.now();
    await expect(monitor.mute({ until: now, why: 'late', actor: 'ann' })).rejects.toMatchObject({ code: 'MONITOR_MUTE_PAST' });
    const mute = await monitor.mute({ kind: 'constant', column: 'departure', until: now + HOUR, why: 'known: the feed is repaired tonight', actor: 'ann' });
    await monitor.closeWindows(dayOf(12));
    expect((await monitor.alerts(['open'])).map((alert) => alert.since)).toEqual([dayOf(11)]);
    expect((await monitor.quarantine()).map(({ window }) => window.from)).toContain(dayOf(11));
    expect((await monitor.diagnoses({})).find((one) => one.since === dayOf(11))).toMatchObject({ kind: 'constant', ongoing: true, held: 1, alert: { state: 'open', muted: true } });
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 0, failed: 0 });
    expect(await monitor.mutes()).toEqual([mute]);
    expect(await monitor.unmute(mute.id, { actor: 'ben', why: 'not tonight' })).toMatchObject({ state: 'lifted' });
    await expect(monitor.unmute(mute.id, { actor: 'ben', why: 'again' })).rejects.toMatchObject({ code: 'MONITOR_MUTE_UNKNOWN' });
    expect((await days.means.ledger.list({ noun: 'mute' })).map((event) => [event.actor, event.to])).toEqual([
      ['ann', 'active'],
      ['ben', 'lifted'],
    ]);
  });

  it('can be tried, and what is wrong with a target is told without its secrets', async () => {
    expect(await monitor.testTargets()).toEqual(to.map(({ kind }) => ({ target: kind, sent: true, error: null })));
    const [hook] = posts.slice(-2).filter((post) => post.path === '/hook');
    expect(hook!.body).toMatchObject({ type: 'capstan.test', alerts: [] });
    variables = { HOOK: 'http://127.0.0.1:9/a-secret', HOOK_TOKEN: TOKEN, SMTP: variables['SMTP']!.replace(PASSWORD, 'a-wrong-password') };
    const tested = await restart().testTargets();
    expect(tested.map(({ target, error }) => [target, error])).toEqual([
      ['webhook', expect.stringMatching(/^the alert target webhook cannot be reached: /)],
      ['slack', 'the environment variable SLACK is not set'],
      ['email', 'the alert target email refused the message: SMTP 535'],
      ['log', null],
    ]);
    await expect(monitor.testTargets('pager')).rejects.toMatchObject({ code: 'MONITOR_TARGET_UNKNOWN' });
    const all = JSON.stringify([tested, await monitor.deliveries(), await days.means.ledger.list(), lines]);
    for (const secret of [PASSWORD, TOKEN, 'a-secret', 'a-wrong-password', '/services/']) expect(all).not.toContain(secret);
  });

  it('are given up when the project names their target no more', async () => {
    await days.monitor({ to: [{ kind: 'log', name: 'old' }] }).closeWindows(dayOf(14));
    expect(await monitor.deliver(PAGE)).toEqual({ sent: 0, failed: 0 });
    expect((await monitor.deliveries()).find((one) => one.target === 'old')).toMatchObject({ target: 'old', state: 'failed', error: 'the project names this target no more' });
  });

  it('are tried with a link to the server that sends them, where the project names no address', async () => {
    const bare = days.monitor({ to: [{ kind: 'log' }], log: (text) => lines.push(text) });
    await bare.deliver('http://127.0.0.1:7411');
    await bare.testTargets();
    expect(lines.at(-1)).toContain('http://127.0.0.1:7411/#/findings');
  });
});
