import { hashFeatures } from '@thalweg/online';
import { from } from 'rxjs';
import { learnerOf } from 'spam/learner';
import { readMails } from 'spam/read-mails';
import { uniqueLearner } from '../peers/hashed-loops.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

const BITS = 18;
const WORDS = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/** From the text of mails to updated weights. */
export const wordsOfMails: RatioRow = {
  name: 'events: the words of 6,046 mails hashed and learned by Adagrad',
  ours: 'hashFeatures + learn',
  reference: 'a loop by hand: split, hashed by FNV-1a, counted, learned',
  bar: 0.6,
  turns: 5,
  prepare(size) {
    const mails = readMails().slice(0, bySize(size, Infinity, 100));
    const settings = { bits: BITS, optimizer: 'adagrad', reaction: 'none', runner: 'wasm', delay: 0 } as const;
    const { learn } = learnerOf(settings as unknown as Parameters<typeof learnerOf>[0]);
    const hash = hashFeatures({ bits: BITS, text: ['body'], counts: 'log', unitLength: true });
    const byHand = handWritten();
    return {
      ours: once(() => void from(mails).pipe(hash, learn).subscribe()),
      reference: once(() => {
        for (const { body, spam } of mails) byHand(body, spam);
      }),
    };
  },
};

/** Returns a function that learns from a text as an expert would write it without a library. */
function handWritten(): (text: string, label: number) => void {
  const learn = uniqueLearner(2 ** BITS, 0.4);
  const losses = new Float32Array(1);
  return (text, label) => {
    const counts = new Map<number, number>();
    for (const word of text.toLowerCase().match(WORDS) ?? []) {
      let hash = 0x811c9dc5;
      for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
      const place = hash >>> (32 - BITS);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const index = Int32Array.from(counts.keys());
    const value = Float32Array.from(counts.values(), count => 1 + Math.log(count));
    const length = Math.sqrt(value.reduce((sum, one) => sum + one * one, 0)) || 1;
    for (let i = 0; i < value.length; i++) value[i]! /= length;
    learn({ nonZeros: index.length, index, value, label: Float32Array.of(label) }, losses);
  };
}
