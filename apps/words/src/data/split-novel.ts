import { alphabetOf, type Alphabet } from './alphabet.ts';

/** A text in two parts. */
export interface Novel {
  readonly alphabet: Alphabet;
  /** The first nine tenths. */
  readonly training: string;
  /** The last tenth. */
  readonly heldOut: string;
}

/** Holds out the last tenth of a text. */
export function splitNovel(text: string): Novel {
  const cut = Math.floor((9 * text.length) / 10);
  return { alphabet: alphabetOf(text), training: text.slice(0, cut), heldOut: text.slice(cut) };
}
