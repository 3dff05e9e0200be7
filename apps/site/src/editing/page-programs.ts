import type { InjectionKey } from 'vue';

/** A block of the page that is on show. */
export interface PageBlock {
  readonly program: number;
  readonly element: HTMLElement;
  readonly text: () => string;
}

/** The editable blocks of the page that is on show. */
export type PageBlocks = Set<PageBlock>;

/** The key under which the site provides them. */
export const pageBlocks: InjectionKey<PageBlocks> = Symbol('editable blocks');

/** The texts of the blocks of a program up to one of them, in the order of the page. */
export function textsUpTo(block: PageBlock, blocks: PageBlocks): string[] {
  const follows = (a: PageBlock, b: PageBlock): boolean =>
    (a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return [...blocks]
    .filter(other => other.program === block.program && (other === block || follows(other, block)))
    .sort((a, b) => (follows(a, b) ? -1 : 1))
    .map(({ text }) => text());
}
