import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts58 from 'typescript';
import { inject } from 'vitest';
import { npm } from './npm.ts';
import { typeLaws, WRONG_SIZE } from './type-laws.ts';
import { userCache } from './user-cache.ts';
import { root } from './workspace.ts';

/** The oldest compiler that knows all that our types use; npm cannot install three side by side, as each has a command `tsc`. */
const ts54 = await installed('5.4.5');
const ts60 = createRequire(`${root}package.json`)('typescript') as typeof ts58;

/** Installs a version of the compiler outside of the workspace. */
async function installed(version: string): Promise<typeof ts58> {
  const place = join(inject('home'), '..', `typescript-${version}`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, dependencies: { typescript: version } }));
  await npm(place, userCache(), 'install', '--offline=false', '--prefer-offline');
  return createRequire(join(place, 'package.json'))('typescript') as typeof ts58;
}

typeLaws([
  // It does not know `Uint8Array<ArrayBuffer>`, which types of ours and of others write: it takes them with skipLibCheck only.
  {
    version: '5.4',
    ts: ts54,
    skipLibCheck: true,
    resolutions: ['nodenext', 'bundler'],
    wrongShape: /^Type 'Node<readonly \["batch", 3\]>' .*\n.*\n *Type .* is not .* type 'readonly \["batch", 2\]'\.$/,
  },
  { version: '5.8', ts: ts58, skipLibCheck: false, resolutions: ['bundler'], wrongShape: WRONG_SIZE },
  { version: '6.0', ts: ts60, skipLibCheck: false, resolutions: ['nodenext', 'bundler'], wrongShape: WRONG_SIZE },
]);
