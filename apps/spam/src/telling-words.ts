import { read, type Node } from '@thalweg/graph';
import { hashFeatures, tokens } from '@thalweg/online';
import { from, map } from 'rxjs';
import type { Mail } from './data/read-mails.ts';

/** The words that speak most for spam, and most against it. */
export interface TellingWords {
  readonly spam: readonly string[];
  readonly wanted: readonly string[];
}

/** Finds the words in some mails whose weights are the largest and the least. */
export function tellingWords(weight: Node, bits: number, mails: readonly Mail[], count: number): TellingWords {
  const words = new Set<string>();
  from(mails)
    .pipe(tokens('body'))
    .subscribe(({ body }) => {
      for (const word of body) words.add(word);
    });
  const { data } = read(weight);
  const weighted: { word: string; weight: number }[] = [];
  from(words)
    .pipe(
      map(body => ({ body, word: body })),
      hashFeatures({ bits, text: ['body'] }),
    )
    .subscribe(({ word, 'features.indices': [index] }) => {
      if (index !== undefined && data[index] !== 0) weighted.push({ word, weight: data[index]! });
    });
  weighted.sort((a, b) => b.weight - a.weight);
  const of = (some: typeof weighted): string[] => some.map(({ word }) => word);
  return {
    spam: of(weighted.slice(0, count).filter(({ weight }) => weight > 0)),
    wanted: of(
      weighted
        .slice(-count)
        .reverse()
        .filter(({ weight }) => weight < 0),
    ),
  };
}
