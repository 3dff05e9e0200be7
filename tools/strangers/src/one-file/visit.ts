import { expect } from 'vitest';

/** What a page has written to its console. */
interface Message {
  type(): string;
  text(): string;
}

/** A page in a browser, as the drivers of Chromium and of Firefox have it. */
interface Tab {
  on(event: 'console', listener: (message: Message) => void): unknown;
  on(event: 'pageerror', listener: (error: Error) => void): unknown;
  goto(address: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<unknown>;
}

/** A browser that opens pages. */
export interface TabBrowser {
  newPage(): Promise<Tab>;
  close(): Promise<unknown>;
}

/** What a page shows once it is ready, and the errors that it had until then. */
export interface Visited {
  readonly text: unknown;
  readonly faults: readonly string[];
}

/** Opens a page, and returns the text of its output when a condition is met. */
export async function visit(browser: TabBrowser, address: string, isReady: string): Promise<Visited> {
  const tab = await browser.newPage();
  const faults: string[] = [];
  tab.on('pageerror', error => faults.push(String(error)));
  tab.on('console', message => message.type() === 'error' && faults.push(message.text()));
  await tab.goto(address);
  // From outside: a driver that waits inside of the page evaluates strings there, which a strict policy forbids.
  await expect.poll(() => tab.evaluate(isReady), { timeout: 30_000 }).toBe(true);
  const text = await tab.evaluate("document.querySelector('output').textContent");
  await tab.close();
  return { text, faults };
}
