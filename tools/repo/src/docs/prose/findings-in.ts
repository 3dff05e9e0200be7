import { allowed } from './allowed.ts';
import type { Passage } from './passage.ts';
import { phrases, type Phrase } from './phrases.ts';

/** Returns `path:line: "phrase", write "instead".` for each phrase of a passage, except in allowed places. */
export function findingsIn(passage: Passage): string[] {
  return phrases.flatMap(phrase =>
    placesOf(phrase, passage).map(({ line, said }) => `${passage.path}:${line}: "${said}", write "${phrase.instead}".`),
  );
}

interface Place {
  readonly line: number;
  readonly said: string;
}

function placesOf(phrase: Phrase, { path, line, text, kind }: Passage): Place[] {
  if (phrase.startsDocstring === true && kind !== 'docstring') return [];
  return [...text.matchAll(expressionOf(phrase))].flatMap(match => {
    const start = match.index + match[0].search(/\S/);
    const before = text.slice(0, start).split('\n');
    const words = before.at(-1)! + /^.*/.exec(text.slice(start))![0];
    if (allowed.some(place => place.path === path && words.includes(place.words))) return [];
    return [{ line: line + before.length - 1, said: match[0].trim().replaceAll(/\s+/g, ' ') }];
  });
}

/** A space of a pattern matches one line break at most, so that no phrase crosses the end of a paragraph. */
function expressionOf({ pattern, startsDocstring }: Phrase): RegExp {
  const spaced = pattern.replaceAll(' ', '(?=\\s) *\\n? *');
  return new RegExp(startsDocstring === true ? `^\\s*${spaced}` : `\\b${spaced}\\b`, 'gi');
}
