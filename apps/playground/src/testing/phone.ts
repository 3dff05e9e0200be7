import type { Page } from 'playwright-core';

/** A phone’s screen. */
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** The milliseconds from the navigation in which a page comes to rest. */
const OPENING = 5000;

/** Makes a page as slow as a phone: with a quarter of the processor. */
export async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** Waits until a page has had time to open; in milliseconds from the navigation. */
export const opened = (page: Page, opening = OPENING): Promise<unknown> =>
  page.waitForFunction(opening => performance.now() > opening, opening);
