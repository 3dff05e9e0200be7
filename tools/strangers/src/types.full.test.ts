import { createRequire } from 'node:module';
import ts58 from 'typescript';
import { typeLaws } from './type-laws.ts';
import { root } from './workspace.ts';

/** The compiler of the workspace; the other is this project's own. A release tries an older one too. */
const ts60 = createRequire(`${root}package.json`)('typescript') as typeof ts58;

/** The reason for a node of another shape, down to the size. */
const WRONG_SIZE = /^Type 'Node<readonly \["batch", 3\]>' .*(\n.*){2}\n *Type '3' is not .* type '2'\.$/;

typeLaws([
  { version: '5.8', ts: ts58, skipLibCheck: false, wrongShape: WRONG_SIZE },
  { version: '6.0', ts: ts60, skipLibCheck: false, wrongShape: WRONG_SIZE },
]);
