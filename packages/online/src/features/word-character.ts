const WORD = /[\p{L}\p{M}\p{N}]/u;

/**
 * Returns the code point of a letter, mark or digit in lower case; 0 for all others. Only İ has a lower case of two
 * characters, and stays.
 */
export function wordCharacter(code: number): number {
  const character = String.fromCodePoint(code);
  if (!WORD.test(character)) return 0;
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower.codePointAt(0)! : code;
}
