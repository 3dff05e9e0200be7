import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventsOf, ofKind, runWords, SMALL } from './testing/words-program.ts';

describe('the command line', () => {
  it('ends with a message for what the parser refuses, and for a run that is not there', async () => {
    const [typo, nowhere] = [await runWords(['--unit', '8']), await runWords(['--resume', 'nowhere'])];
    expect([typo.code, typo.err]).toEqual([1, expect.stringContaining("unknown option '--unit'")]);
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('the file must exist and be readable')]);
  });

  it('shows people the loss, samples, a table beside n-grams, and typed lines', async () => {
    const options = [...SMALL, '--show-every', '20', '--sample-every', '30'];
    const { code, out, err } = await runWords(options, ['Call me Ishmael.']);
    expect([code, err]).toEqual([0, '']);
    for (const line of [
      /^Moby-Dick: 18,000 characters to learn, 2,000 held out/,
      /^5-grams: \d\.\d{3} bits per held-out character$/m,
      /^step 20, pass 1: loss \d\.\d{3}, \d\.\d{3} bits per character$/m,
      /^ {2}….{20}…$/m,
      /^pass 2: \d\.\d{3} bits per held-out character/m,
      /^│ gru +│ \d\.\d{3} +│ \d\.\d{3} +│$/m,
      /^line 1: \d\.\d{3} bits per character, \d+ % guessed$/m,
      /^1 typed line: \d\.\d{3} bits per character$/m,
    ])
      expect(out).toMatch(line);
    expect(existsSync('runs/words.safetensors')).toBe(false);
  });
});

describe('a run', () => {
  it('has the same figures for the same seed, and others for another', async () => {
    const figures = async (seed: string) => {
      const options = ['--characters', '6000', '--passes', '1', '--units', '8', '--sample', '5', '--seed', seed];
      const { loss, heldOut, compared, typed } = ofKind(await eventsOf(options, ['Call me Ishmael.']), 'result')[0]!;
      return { loss, heldOut, compared, typed };
    };
    const [a, b, c] = [await figures('1'), await figures('1'), await figures('2')];
    expect(b).toEqual(a);
    expect([c.loss, c.typed.bits]).not.toEqual([a.loss, a.typed.bits]);
  });

  it('tells its typed lines one by one', async () => {
    const events = await eventsOf(SMALL, ['Call me Ishmael.', '', '“Thé sea!”', 'x'.repeat(300)]);
    const lines = ofKind(events, 'typed').map(({ line, text, continuation }) => [line, text, continuation.length]);
    expect(lines).toEqual([
      [1, 'Call me Ishmael. ', 60],
      [2, '"The sea!" ', 60],
      [3, 'x'.repeat(256), 60],
      [4, `${'x'.repeat(44)} `, 60],
    ]);
    const { typed, ngrams, heldOut } = ofKind(events, 'result')[0]!;
    expect(typed).toMatchObject({ lines: 4, characters: 17 + 11 + 301 });
    expect(Object.keys(ngrams)).toEqual(['3', '4', '5']);
    expect(heldOut).toBe(ofKind(events, 'heldOut').at(-1)!.bits);
  });
});
