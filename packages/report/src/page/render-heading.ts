import { Html, markup } from './markup.ts';

/** The place of a heading among others. */
interface Place {
  readonly id?: string;
  /** From 2; the title of the page is 1. */
  readonly level: number;
  readonly kind?: 'group' | 'title' | 'small';
}

/** Returns a heading. */
export function renderHeading(text: string, { id, level, kind = 'title' }: Place): Html {
  const tag = new Html(`h${Math.min(level, 6)}`);
  const name = id === undefined ? undefined : markup` id="${id}"`;
  return markup`<${tag} class="${kind}"${name}>${text}</${tag}>`;
}
