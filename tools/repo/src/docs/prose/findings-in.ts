import type { Passage } from './passage.ts';

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

/** A place where a phrase is used in a legitimate sense. */
interface Allowed {
  readonly path: string;
  /** The words around the phrase, exactly as they are on their line. */
  readonly words: string;
}

export const allowed: readonly Allowed[] = [];

/** A phrase that is hard to understand for readers who do not know the project, and what to write instead. */
interface Phrase {
  /** Matches the phrase in any case. A space matches a line break, too. */
  readonly pattern: string;
  readonly instead: string;
  /** Restricts the phrase to the beginning of docstrings. */
  readonly startsDocstring?: true;
}

const phrases: readonly Phrase[] = [
  {
    pattern: '(?:what|whether|how|where|who|which)\\b',
    instead: 'Returns …, Shuffles …, Mean of …, True if …',
    startsDocstring: true,
  },
  {
    pattern:
      '(?<=(?:^|[.;:,])\\s*)of (?:the|these|those|all|what|which|several) [^.,]{1,40} (?:is|are) (?:told|asked|kept|seen)',
    instead: 'the subject first',
  },
  { pattern: '(?:hangs?|hung|hanging) on', instead: 'depends on' },
  { pattern: '(?:stand|stands|standing|stood) in for', instead: 'replaces' },
  { pattern: '(?:stand|stands|standing|stood) (?:in|at|on|there|here)', instead: 'is in' },
  { pattern: '(?:stand|stands|standing|stood) (?:behind|after)', instead: 'is after, follows' },
  { pattern: '(?:stand|stands|standing|stood) (?:beside|around|below|above|before)', instead: 'is next to, is below' },
  { pattern: '(?:is|are|was|were|be|been|being) told(?! apart)', instead: 'receives, is given, is emitted' },
  { pattern: '(?:told|tells?|telling) of', instead: 'emits, emitted, reports' },
  { pattern: 'tells? (?:how|what|when|where|whether|which|who|why|that)', instead: 'says, explains, reports' },
  { pattern: '(?:come|comes|came|coming) to (?:be|an?|have|hold|lie|stand)', instead: 'becomes, reaches' },
  { pattern: '(?:come|comes|came) of', instead: 'results from, becomes' },
  { pattern: '(?:become|becomes|became) of', instead: 'happens to' },
  { pattern: 'what (?:\\w+|`+) makes of', instead: 'the result of' },
  { pattern: 'of (?:its|their) own accord', instead: 'automatically, without being asked' },
  { pattern: 'by (?:itself|themselves)', instead: 'alone, automatically' },
  { pattern: "of one['’]s own", instead: 'your own, custom' },
  {
    pattern:
      'of (?:its|their|his|her) own(?! (?!that|which|in|on|for|from|and|or|at|as|by|to|with|beside|is|are|has)\\w)',
    instead: 'its own …, their own …, before the noun',
  },
  { pattern: 'as (?:it is|they are)(?= or\\b| and\\b|[.,;:)])', instead: 'unchanged, without changes' },
  { pattern: '(?:hear|hears|heard) of', instead: 'receives, subscribes to' },
  { pattern: '(?:hold|holds|holding|held) still', instead: 'pauses, does not fire' },
  { pattern: '(?:somebody|someone|nobody|whoever|who) looks?', instead: 'while it is observed' },
  { pattern: 'whoever', instead: 'the caller, the reader, those that' },
  { pattern: 'no more(?=[.,;:)])', instead: 'no longer' },
  { pattern: '(?:belongs?|belonging) into', instead: 'belongs to, is part of, must contain' },
  { pattern: 'parts of (?:right|wrong|correct)', instead: 'the share of right answers' },
  { pattern: '(?:world|data|distribution) (?:is|are) another(?: one)?', instead: 'has changed' },
  { pattern: 'in earnest', instead: 'in a service, in practice' },
  { pattern: '(?:mend|mends|mended|mending)', instead: 'repair, fix, remove' },
  { pattern: 'its \\w+ is one too', instead: 'the noun again' },
  { pattern: '(?:thereof|whereof|thereby|whereby|thereupon|lest|amid)', instead: 'a plain conjunction' },
];
