import { parseAddress } from '../../page/address.ts';
import type { Room } from '../../page/room.ts';

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

/** Copies a text; returns false if the browser does not allow that. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Returns the markup that shows a page in a frame of another page. */
export function embedCode(address: URL, title: string): string {
  const source = new URL(address);
  source.search = '?embed';
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return (
    `<iframe src="${escaped(source.href)}" title="${escaped(title)}" width="100%" height="640" ` +
    `style="border:0" loading="lazy" allow="clipboard-write"></iframe>`
  );
}
