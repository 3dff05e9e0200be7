import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** How many pages a browser has open at once. */
const TOGETHER = 3;

/** What visitors do with the pages of a site. */
export interface Visits {
  /** Where the site is served: every request to another place is refused and noted. */
  readonly address: string;
  /** The pages, as paths below the address; each is visited once. */
  readonly paths: readonly string[];
  readonly width: number;
  /** Looks at a page that is open, and returns what is wrong with it. */
  readonly look: (page: Page, path: string) => Promise<readonly string[]>;
}

/** Visits pages, some at once, and returns what was wrong: errors, requests to other hosts, and what `look` found. */
export async function visitPages(browser: Browser, { address, paths, width, look }: Visits): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...paths];
  const visitor = async (): Promise<void> => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    try {
      // No visit fails because the machine is busy.
      context.setDefaultTimeout(120_000);
      await refuseOthers(context, address, wrong);
      const page = await context.newPage();
      page.on('console', message => message.type() === 'error' && wrong.push(`${page.url()}: ${message.text()}`));
      page.on('pageerror', error => wrong.push(`${page.url()}: ${String(error)}`));
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        await page.goto(address + path);
        // The page works once the application has taken it over.
        await page.waitForFunction(() => '__vue_app__' in document.querySelector('#app')!);
        wrong.push(...(await look(page, path)).map(text => `${path}: ${text}`));
      }
    } finally {
      await context.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(TOGETHER, paths.length) }, visitor));
  return wrong;
}

async function refuseOthers(context: BrowserContext, address: string, wrong: string[]): Promise<void> {
  const other = (url: URL): boolean => !/^(data|blob|about):/.test(url.href) && !url.href.startsWith(address);
  await context.route(other, (route, request) => {
    wrong.push(`${request.url()} was requested`);
    return route.abort();
  });
}

/** Opens the search of a page of the site, and asks a question. */
export async function ask(page: Page, question: string): Promise<void> {
  await page
    .getByRole('button', { name: /search/i })
    .first()
    .click();
  await page.locator('#localsearch-input').fill(question);
}

/** Searches for adam on a page of the site, and follows what was found. Returns no fault: it throws. */
export async function findAdam(page: Page): Promise<readonly string[]> {
  await ask(page, 'adam');
  await page.locator('.VPLocalSearchBox .result', { hasText: /adam/i }).first().waitFor();
  await page.locator('.VPLocalSearchBox .result[href*="api/optim"]').first().click();
  await page.waitForURL(/api\/optim\.html/);
  return [];
}

/** The part of axe that is used. */
interface Axe {
  readonly run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** What axe finds on a page, as `rule: element`: by all of its rules, or by some. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // A page keeps it while it is open.
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async runOnly => {
    const { axe } = window as unknown as { axe: Axe };
    const found = await axe.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
  }, rules);
}

/** Returns a fault for each name in a table of a page that is broken over two lines. */
export function brokenNames(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const names = [...document.querySelectorAll(':is(td, th) code')].filter(({ textContent }) =>
      /^\w+$/.test(textContent),
    );
    return names.filter(name => name.getClientRects().length > 1).map(name => `breaks ${name.textContent}`);
  });
}

/** A shift, as browsers tell of it. */
interface Shift extends PerformanceEntry {
  readonly value: number;
}

/** At most so much may move on a page while it loads: the sum of the layout shifts. */
const MOST = 0.02;

/** Returns a fault if parts of a page that has just been opened moved while it loaded. */
export async function layoutShift(page: Page): Promise<string[]> {
  await page.waitForLoadState('networkidle');
  const moved = await page.evaluate(async () => {
    await document.fonts.ready;
    return new Promise<number>(resolve => {
      let sum = 0;
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) sum += (entry as Shift).value;
      }).observe({ type: 'layout-shift', buffered: true });
      // What has moved before arrives with the next frames.
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))));
    });
  });
  return moved > MOST ? [`moved by ${moved.toFixed(3)} while it loaded`] : [];
}
