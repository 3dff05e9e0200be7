import { gruCell } from '@thalweg/nn';
import { key, randomInteger } from '@thalweg/tensor';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { alphabetOf } from '../data/alphabet.ts';
import { recurrentModel } from '../models/character-model.ts';
import { learnTyped, type TypedLine } from './learn-typed.ts';

const alphabet = alphabetOf('abcdefghijklmnopqrstuvwxyz. ');
const WORDS = ['ein', 'alter', 'mann', 'und', 'das', 'weite', 'meer', 'fuhr', 'hinaus', 'am', 'morgen'];

/** Sentences of a few words, none of which is in English. */
const sentences = Array.from({ length: 70 }, (_, line) => {
  const word = (_: unknown, at: number): string => WORDS[randomInteger(key(7), 10 * line + at, WORDS.length)]!;
  return `${Array.from({ length: 4 }, word).join(' ')}.`;
});

const typed = (learningRate: number) => {
  const model = recurrentModel(gruCell(24, { seed: 1 }), { kinds: alphabet.kinds, embeddings: 12, seed: 1 });
  return learnTyped(alphabet, model, { learningRate, runner: undefined });
};
const meanBits = (lines: readonly TypedLine[]): number => lines.reduce((sum, { bits }) => sum + bits, 0) / lines.length;

describe('learning from typed lines', () => {
  test('lowers the bits of more of the same text', { timeout: 60_000 }, async () => {
    const learned = await lastValueFrom(typed(0.01).lines$(from(sentences)).pipe(toArray()));
    const held = await lastValueFrom(typed(1e-30).lines$(from(sentences)).pipe(toArray()));
    expect(learned[0]).toEqual(held[0]);
    expect(meanBits(learned.slice(55))).toBeLessThan(0.6 * meanBits(held.slice(55)));
    expect(learned.at(-1)!.guessed).toBeGreaterThan(held.at(-1)!.guessed);
    expect(learned.map(({ line }) => line)).toEqual(sentences.map((_, i) => i + 1));
  });

  test('answers each line before the next one comes, and nothing for a line without letters', () => {
    const lines$ = new Subject<string>();
    const texts: string[] = [];
    const subscription = typed(1e-3)
      .lines$(lines$)
      .subscribe(({ text }) => texts.push(text));
    for (const line of ['Das Meer.', '', '123', 'mann']) lines$.next(line);
    expect(texts).toEqual(['as eer. ', 'mann ']);
    subscription.unsubscribe();
    expect(lines$.observed).toBe(false);
  });

  test('goes on with the memory of the line before', () => {
    const bitsAfter = (...before: string[]): number => {
      const lines$ = new Subject<string>();
      const bits: number[] = [];
      const subscription = typed(1e-30)
        .lines$(lines$)
        .subscribe(one => bits.push(one.bits));
      for (const line of [...before, 'am morgen']) lines$.next(line);
      subscription.unsubscribe();
      return bits.at(-1)!;
    };
    expect(bitsAfter('das meer')).not.toBe(bitsAfter());
    expect(bitsAfter('das meer')).not.toBe(bitsAfter('ein mann'));
  });
});
