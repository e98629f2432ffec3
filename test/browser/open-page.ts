import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { startFixtureServer } from './fixture-server.ts';
import type { Answer, FixtureServer } from './fixture-server.ts';
import type { Operations } from './tracking-fixture.ts';

const BUILT = fileURLToPath(new URL('../../dist/ui/', import.meta.url));
const RESULTS = fileURLToPath(new URL('../../test-results/', import.meta.url));

export interface OpenPage {
  readonly page: Page;
  readonly server: FixtureServer;
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  /** Writes the whole page, or what the window shows of it, to `test-results/<name>.png`. */
  picture(name: string, part?: 'page' | 'window'): Promise<void>;
  close(): Promise<void>;
}

/** How a page is opened: what the server answers beside the overview, and the route after its address. */
export interface PageOptions extends BrowserContextOptions {
  readonly operations?: Operations;
  readonly at?: string;
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CAPSTAN_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });

/** Opens the built page on a fixture, 1440 x 900 and light unless told otherwise. */
export async function openPage(browser: Browser, answer: Answer, options: PageOptions = {}): Promise<OpenPage> {
  const { operations, at = '', ...rest } = options;
  const server = await startFixtureServer(BUILT, answer, operations);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce', ...rest });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(server.url + at);
  return {
    page,
    server,
    complaints,
    picture: async (name, part = 'page') => {
      mkdirSync(RESULTS, { recursive: true });
      await page.screenshot({ path: `${RESULTS}${name}.png`, fullPage: part === 'page' });
    },
    close: async () => {
      await context.close();
      await server.close();
    },
  };
}

/** How many different colours the canvas within `selector` holds that holds the fewest: a blank one holds one, and where there is none there are 0. */
export const shadesOf = (page: Page, selector: string): Promise<number> =>
  page.evaluate(`(() => {
    const shades = [...document.querySelectorAll(${JSON.stringify(`${selector} canvas`)})].map((canvas) => {
      const copy = document.createElement('canvas');
      Object.assign(copy, { width: canvas.width, height: canvas.height });
      const ctx = copy.getContext('2d', { willReadFrequently: true });
      ctx.drawImage(canvas, 0, 0);
      const { data } = ctx.getImageData(0, 0, copy.width, copy.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    return shades.length === 0 ? 0 : Math.min(...shades);
  })()`);

/** Brings the pointer there. Scrolling takes a tip away, and the page hears of it a frame later: only then is the pointer moved. */
export async function pointAt(place: Locator): Promise<void> {
  await place.scrollIntoViewIfNeeded();
  await place.page().evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
  await place.hover();
}
