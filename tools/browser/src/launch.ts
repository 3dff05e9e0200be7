import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the system’s Chromium in headless mode, with optional flags, or without some that playwright sets. */
export function launchChromium(
  flags: readonly string[] = [],
  options: Pick<LaunchOptions, 'ignoreDefaultArgs'> = {},
): Promise<Browser> {
  return chromium.launch({ executablePath: executable(), args: [...FLAGS, ...flags], ...options });
}

function executable(): string {
  const folders = process.env['PATH']!.split(delimiter);
  const found = folders.map(folder => join(folder, 'chromium')).find(existsSync);
  if (found === undefined)
    throw new Error('chromium: must be on the PATH, got nothing. Install your system’s package chromium.');
  return found;
}
