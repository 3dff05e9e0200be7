import { parseAddress } from '../../page/address.ts';
import type { Room } from '../../page/room.ts';

/** The pixels of an image for each pixel of the page. */
const SHARPNESS = 2;

/** Saves a picture as a file. */
export async function savePicture({ name, element }: SharedPicture, kind: 'svg' | 'png'): Promise<void> {
  const { pictureSvg } = await import('./picture-svg.ts');
  const svg = pictureSvg(element);
  const blob = kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg, element);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${kind}`;
  link.click();
  // The download has begun when the next task runs.
  setTimeout(() => URL.revokeObjectURL(link.href));
}

async function pngOf(svg: string, element: Element): Promise<Blob> {
  const { width, height } = element.getBoundingClientRect();
  const image = new Image();
  // An address of data needs no exception from the page’s policy.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height].map(side => Math.round(side * SHARPNESS)) as [number, number];
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve));
  if (blob === null) throw new Error('The browser could not draw the picture. Try a smaller window, or SVG.');
  return blob;
}

/** A picture on the page that can be saved. */
export interface SharedPicture {
  /** Its name, which becomes the name of the file. */
  readonly name: string;
  readonly element: Element;
}

/** Returns the pictures inside an element: what has the attribute `data-picture`, and each circuit. */
export function picturesIn(place: ParentNode): SharedPicture[] {
  return [...place.querySelectorAll('[data-picture], thalweg-circuit')].flatMap(element => {
    const name = element.getAttribute('data-picture') ?? 'circuit';
    const picture = element.shadowRoot === null ? element : element.shadowRoot.querySelector('.picture:not(.new)');
    return picture === null || picture.getBoundingClientRect().width === 0 ? [] : [{ name, element: picture }];
  });
}

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
