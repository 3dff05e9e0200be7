import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // For counting what is left after a garbage collection.
  '--js-flags=--expose-gc',
];

/** Starts the system’s Chromium, without a window. */
export function openChromium(): Promise<Browser> {
  const folders = process.env['PATH']!.split(delimiter);
  const executablePath = folders.map(folder => join(folder, 'chromium')).find(existsSync);
  if (executablePath === undefined)
    throw new Error('chromium: must be on the PATH, got nothing. Install your system’s package chromium.');
  return chromium.launch({ executablePath, args: FLAGS });
}
