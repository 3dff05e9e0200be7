/** The characters of a text, numbered in the order of their code points. */
export interface Alphabet {
  /** The number of characters. */
  readonly kinds: number;
  /** Returns the numbers of the characters of a text that has no others. */
  codesOf(text: string): Int32Array;
  /** Returns the text of such numbers. */
  textOf(codes: Iterable<number>): string;
  /**
   * Returns a text in these characters alone. White space becomes one space, curly quotes become straight, and accents are
   * left out, as is every other character that the alphabet lacks.
   */
  fold(text: string): string;
}

/** Returns the alphabet of a text. */
export function alphabetOf(text: string): Alphabet {
  const characters = [...new Set(text)].sort();
  const codes = new Map(characters.map((character, code) => [character, code]));
  return {
    kinds: characters.length,
    codesOf: of => Int32Array.from(of, character => codes.get(character)!),
    textOf: of => Array.from(of, code => characters[code]).join(''),
    fold: of => {
      const plain = of.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s/g, ' ').normalize('NFD');
      const known = Array.from(plain, character => (codes.has(character) ? character : ''));
      return known.join('').replace(/ +/g, ' ');
    },
  };
}

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
