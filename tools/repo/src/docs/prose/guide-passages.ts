import type { Document } from '../documents.ts';
import { filled, type Passage } from './passage.ts';

/** Code blocks, spans of code, and the targets of links. */
const code = /^[ \t]*```.*?^[ \t]*```|`[^`\n]+`|(?<=\])\([^)\n]*\)/gms;

/** Returns the prose of a guide as one passage. */
export function guidePassages({ path, text }: Document): Passage[] {
  return [{ path, line: 1, text: text.replaceAll(code, filled), kind: 'document' }];
}
