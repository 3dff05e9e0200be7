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
