import type { Page } from 'playwright-core';

/** Returns a fault for each name in a table of a page that is broken over two lines. */
export function brokenNames(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const names = [...document.querySelectorAll(':is(td, th) code')].filter(({ textContent }) =>
      /^\w+$/.test(textContent),
    );
    return names.filter(name => name.getClientRects().length > 1).map(name => `breaks ${name.textContent}`);
  });
}
