import type { GroupSection, Section } from './section.ts';

/**
 * Returns sections under a heading.
 *
 * @example
 * group('Errors', [note('None.')]).sections.length // => 1
 */
export function group(title: string, sections: readonly Section[]): GroupSection {
  return { kind: 'group', title, sections };
}
