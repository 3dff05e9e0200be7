import { join } from 'node:path';
import type { Packed } from './pack-packages.ts';

/** Returns what `npm run pack` prints: how the tarballs of a folder are installed, and how one makes a project with them. */
export function installLines(packed: readonly Packed[], folder: string): string {
  const creator = packed.find(({ name }) => name === 'create-thalweg')!.tarball;
  return [
    `${packed.length} packages are in ${folder}. In the folder of an app:`,
    '',
    `  npm install rxjs ${join(folder, 'thalweg-*.tgz')}`,
    '',
    'It brings all packages, the optional ones too. For pnpm, see "From tarballs" in docs/start/install.md.',
    '',
    'Or for a new one, and then the first line in its folder:',
    '',
    `  npm exec --package=${creator} -- create-thalweg my-app`,
  ].join('\n');
}
