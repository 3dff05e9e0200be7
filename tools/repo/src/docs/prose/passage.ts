/** A text that people read, of the same length as its place in the file. Code in it is filled with backticks. */
export interface Passage {
  readonly path: string;
  /** The line that it begins in, from 1. */
  readonly line: number;
  readonly text: string;
  readonly kind: 'document' | 'docstring' | 'error';
}

/** Fills a text with backticks, but for its line breaks, so that places stay the same and no phrase matches across it. */
export function filled(code: string): string {
  return code.replaceAll(/[^\n]/g, '`');
}
