import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

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

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Returns the path of a program of the system: the first of some names that is there. Debian's packages have the same names. */
export function executable(...names: readonly [string, ...string[]]): string {
  const folders = process.env['PATH']!.split(delimiter);
  const found = names.flatMap(name => folders.map(folder => join(folder, name))).find(existsSync);
  if (found === undefined)
    throw new Error(`${names[0]}: must be on the PATH, got nothing. Install your system’s package ${names[0]}.`);
  return found;
}
