import { parseAddress } from '../address.ts';
import type { Room } from '../room.ts';
import { embedCode } from './embed-code.ts';

/** A text that a visitor can copy to share what a page shows. */
export interface SharedText {
  readonly title: string;
  /** Who it is for. */
  readonly note: string;
  readonly text: () => string | Promise<string>;
}

/** Returns the texts of a page that share it as it is at an address. */
export function sharedTexts(page: Room, address: URL): SharedText[] {
  const { typescript } = page;
  return [
    { title: 'Link', note: 'opens the page with these settings', text: () => address.href },
    ...(typescript === undefined
      ? []
      : [
          {
            title: 'TypeScript',
            note: 'a program that computes the same numbers',
            text: async () => (await typescript()).typescriptOf(parseAddress(address.hash).state),
          },
        ]),
    { title: 'Embed', note: 'markup that shows it in another page', text: () => embedCode(address, page.title) },
  ];
}
