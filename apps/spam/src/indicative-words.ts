import { read, type Node } from '@thalweg/graph';
import { hashFeatures, tokens } from '@thalweg/online';
import { from, map } from 'rxjs';
import type { Mail } from './data/read-mails.ts';

/** The words that indicate spam most strongly, and wanted mail most strongly. */
export interface IndicativeWords {
  readonly spam: readonly string[];
  readonly wanted: readonly string[];
}

/** Returns the words of some mails with the largest and the smallest weights. */
export function indicativeWords(weight: Node, bits: number, mails: readonly Mail[], count: number): IndicativeWords {
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
