import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { executable } from './executable.ts';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Options of a start of Chromium. */
export interface ChromiumOptions extends Pick<LaunchOptions, 'ignoreDefaultArgs'> {
  /** True for the build with windows: only that one keeps pages that were left. */
  readonly isWhole?: boolean;
}

/**
 * Starts the system’s Chromium in headless mode, with optional flags, or without some that playwright sets. It takes the build
 * without windows if that is there, in which tests take a third less time.
 */
export function launchChromium(
  flags: readonly string[] = [],
  { isWhole = false, ...options }: ChromiumOptions = {},
): Promise<Browser> {
  return chromium.launch({
    executablePath: isWhole ? executable('chromium') : executable('chromium-headless-shell', 'chromium'),
    args: [...FLAGS, ...flags],
    ...options,
  });
}
