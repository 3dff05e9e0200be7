import { fc, test } from '@fast-check/vitest';
import { lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { tokens } from './tokens.ts';
import { wordCharacter } from './word-scanner.ts';

const found = async (body: string, ngrams?: number): Promise<readonly string[]> =>
  (await lastValueFrom(of({ body }).pipe(tokens('body', ngrams === undefined ? {} : { ngrams })))).body;

describe('tokens', () => {
  it.each([
    ['', []],
    [' \n\t.,;-_()', []],
    ['One two', ['one', 'two']],
    ['state-of-the-art foo_bar x2', ['state', 'of', 'the', 'art', 'foo', 'bar', 'x2']],
    ["don't Don’t o'clock's", ["don't", "don't", "o'clock's"]],
    ["'tis dogs' a''b '' a'", ['tis', 'dogs', 'a', 'b', 'a']],
    ['Grün ÉCOLE Слово ΟΔΟΣ', ['grün', 'école', 'слово', 'οδοσ']],
    ['漢字かな, 2½ Ⅷ', ['漢字かな', '2½', 'ⅷ']],
    ['a😀b \u{10400}x \ud800y \udc00', ['a', 'b', '\u{10428}x', 'y']],
    ['İstanbul K Ⱥ', ['İstanbul', 'k', 'ⱥ']],
    ['e\u0301t', ['e\u0301t']],
  ])('finds in %j the words %j', async (text, words) => {
    expect(await found(text)).toEqual(words);
  });

  it('gives runs of words after the words', async () => {
    expect(await found('A b, c', 3)).toEqual(['a', 'b', 'c', 'a b', 'b c', 'a b c']);
    expect(await found('a', 3)).toEqual(['a']);
  });

  test.prop([fc.string({ unit: fc.constantFrom(...'abZ09 .-éß字') })])(
    'leaves nothing but letters and digits out, where there is no apostrophe',
    async text => {
      const kept = [...text].filter(character => !' .-'.includes(character)).join('').toLowerCase();
      expect((await found(text)).join('')).toBe(kept);
    },
  ); // prettier-ignore

  it('puts them beside the text, leaves other fields, and passes records without a text unchanged', async () => {
    const given = { body: 'Hi', label: 1 };
    expect(await lastValueFrom(of(given).pipe(tokens('body', { into: 'words' })))).toEqual({
      body: 'Hi',
      label: 1,
      words: ['hi'],
    });
    const without = { label: 1, body: null };
    expect(await lastValueFrom(of(without).pipe(tokens('body')))).toBe(without);
  });

  it('refuses what is no text, and ngrams that cannot be', async () => {
    await expect(lastValueFrom(of({ body: 3 }).pipe(tokens('body')))).rejects.toThrow(
      "tokens: the field 'body' must be a text, got number.",
    );
    expect(() => tokens('body', { ngrams: 0 })).toThrow(
      'tokens: ngrams must be a whole number, at least 1, got 0. Try 2.',
    );
  });

  it('İ alone has a lower case of other length', () => {
    const odd: number[] = [];
    for (let code = 0; code < 0x110000; code++) {
      const character = String.fromCodePoint(code);
      if (character.toLowerCase().length !== character.length) odd.push(code);
    }
    expect(odd).toEqual([0x130]);
    expect(wordCharacter(0x130)).toBe(0x130);
  });
});
