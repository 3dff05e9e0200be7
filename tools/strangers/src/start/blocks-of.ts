import { readFileSync } from 'node:fs';
import { root } from '../workspace.ts';

/** Returns the blocks of a language on a page of the documentation. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(`${root}docs/start/${page}.md`, 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, fence]) => fence === language)
    .map(([, , code]) => code!);
}
