import type { Alphabet } from './alphabet.ts';

/** The number of characters after which a typed line is cut. */
const LONGEST = 256;

/** A typed line, or a piece of a long one. */
export interface TypedPiece {
  /** The numbers of the characters before each of the piece’s, `[1, time]`. */
  readonly letters: Int32Array;
  /** The numbers of its characters, and of the space after the line. */
  readonly next: Int32Array;
}

/** Cuts a typed line into pieces of at most 256 characters. The end of a line counts as a space. A line without any letters has none. */
export function typedPieces(line: string, alphabet: Alphabet): TypedPiece[] {
  const folded = alphabet.fold(line).trim();
  if (folded === '') return [];
  const codes = alphabet.codesOf(` ${folded} `);
  return Array.from({ length: Math.ceil((codes.length - 1) / LONGEST) }, (_, piece) => {
    const from = piece * LONGEST;
    const to = Math.min(from + LONGEST, codes.length - 1);
    return {
      letters: codes.subarray(from, to),
      next: codes.subarray(from + 1, to + 1),
    };
  });
}
