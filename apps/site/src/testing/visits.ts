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
