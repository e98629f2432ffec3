import type { Page } from 'playwright-core';
import type { Platform, TrackingPlatform } from '../../src/platform/index.ts';
import { startServer } from '../../src/server/index.ts';
import { launchBrowser } from './open-page.ts';

/** A page of a platform's own server. */
export interface ServedPage {
  readonly url: string;
  readonly page: Page;
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  /** Closes the browser, the server and the platform. */
  close(): Promise<void>;
}

/** Serves a platform on a free port and opens a browser beside it, 900 px high. */
export async function servePage(platform: Platform | TrackingPlatform, width: number): Promise<ServedPage> {
  const server = await startServer(platform, { port: 0, version: '0' });
  const browser = await launchBrowser();
  const page = await (await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    url: server.url,
    page,
    complaints,
    async close() {
      await browser.close();
      await server.close();
      await platform.close();
    },
  };
}
