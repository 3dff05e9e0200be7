import type { Page } from 'playwright-core';

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
