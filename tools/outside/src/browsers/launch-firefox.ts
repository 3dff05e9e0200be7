import puppeteer, { type Browser } from 'puppeteer-core';
import { executable } from './launch.ts';

/** Settings of a profile that asks nobody outside of this machine for anything. */
const OFFLINE = {
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
};

/**
 * Starts the system’s Firefox in headless mode, by WebDriver BiDi. It reaches servers of this machine only. Playwright would need
 * commands that the release with extended support lacks.
 */
export function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: executable('firefox-esr'),
    headless: true,
    extraPrefsFirefox: OFFLINE,
  });
}
