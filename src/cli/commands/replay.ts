import { formatDay, formatStart } from '../../kernel/index.ts';
import { openPlatform } from '../../platform/index.ts';
import { openDoor } from '../open-door.ts';
import { findServer, openProject } from '../open-project.ts';
import { readInstant } from '../read-instant.ts';
import { lookBackOf, readUnitsFrom, replayTraffic } from '../replay/replay-traffic.ts';
import type { Session } from '../session.ts';
import { createClient } from '../../sdk/index.ts';
import { progressBar } from '../terminal.ts';
import { serveProject } from './up.ts';

export interface ReplayOptions {
  readonly from: string;
  readonly to: string;
  readonly fraction?: number;
}

/** Replays history of the project's dataset through its server, in event time; starts a server for it when none is up. */
export async function replay(session: Session, options: ReplayOptions): Promise<void> {
  const { terminal } = session;
  const from = readInstant('--from', options.from);
  const to = readInstant('--to', options.to);
  const loaded = await openProject(session);
  const running = await findServer(session);
  const platform = await openPlatform(loaded, { openDoor: openDoor(session) });
  const served = running ? null : await serveProject(session, platform, { port: 0 });
  const client = running ?? createClient({ url: served!.server.url, ...(session.token !== undefined && { token: session.token }) });
  let predictions = 0;
  let transitions = 0;
  let quarantined = 0;
  try {
    await replayTraffic({
      client,
      read: readUnitsFrom(platform, { fraction: options.fraction ?? 1, seed: 1 }),
      from,
      to,
      lookBack: lookBackOf(platform),
      signal: session.signal,
      onDay(day) {
        predictions += day.predictions;
        for (const step of day.steps) {
          transitions += step.transitions.length;
          for (const window of step.closed.filter((one) => one.quarantined)) {
            quarantined++;
            terminal.line(`${formatStart(window.interval.from)} alert: the window is quarantined; capstan monitor show tells why`);
          }
          for (const t of step.transitions) terminal.line(`${formatDay(step.at)} ${t.from} → ${t.to}: ${t.why}`);
        }
        terminal.progress(`${formatDay(day.day)} ${progressBar((day.day - from) / (to - from))} ${predictions} predictions`);
      },
    });
  } finally {
    terminal.progress(null);
    if (served) await served.close();
    else await platform.close();
  }
  terminal.json({ predictions, transitions, quarantined });
  terminal.line(`${predictions} predictions, ${transitions} transitions, ${quarantined} ${quarantined === 1 ? 'window' : 'windows'} quarantined`);
}
