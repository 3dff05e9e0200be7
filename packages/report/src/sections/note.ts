import { optionsOf } from '@thalweg/tensor/engine';
import type { TextSection } from './section.ts';

/** Options of {@link note}. */
export interface NoteOptions {
  readonly title?: string;
}

/**
 * Returns a text as a section. Empty lines separate paragraphs.
 *
 * - **Throws** `ContractError` for an unknown option
 *
 * @example
 * note('Trained on one machine.\n\nTwice.').paragraphs // => ['Trained on one machine.', 'Twice.']
 */
export function note(text: string, options?: NoteOptions): TextSection {
  const { title } = optionsOf('note', options, { title: undefined });
  return { kind: 'text', title, paragraphs: text.split(/\n\s*\n/).map(paragraph => paragraph.trim()) };
}
