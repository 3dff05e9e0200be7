import { execFileSync } from 'node:child_process';
import { root } from '../root.ts';

/** Builds the JavaScript of the packages whose sources have changed since they were built. */
export function buildPackages(): void {
  execFileSync(process.execPath, [`${root}tools/bundle/bundle.mjs`, 'build', '--javascript'], {
    stdio: ['ignore', 2, 2],
  });
}
