import { createRequire } from 'node:module';
import ts58 from 'typescript';
import { typeLaws, WRONG_SIZE } from './type-laws.ts';
import { root } from './workspace.ts';

/** The compiler of the workspace; the other is this project's own. A release tries an older one, and other ways to resolve modules. */
const ts60 = createRequire(`${root}package.json`)('typescript') as typeof ts58;

typeLaws([
  { version: '5.8', ts: ts58, skipLibCheck: false, resolutions: ['bundler'], wrongShape: WRONG_SIZE },
  { version: '6.0', ts: ts60, skipLibCheck: false, resolutions: ['nodenext'], wrongShape: WRONG_SIZE },
]);
