import type { Origin } from './origin.ts';

/** The part of a line’s height, for letters of this size, that lies below the baseline. */
const DESCENT = 0.22;

/** Returns the lines of a text where they are on the page. */
export function textLines(text: Text, { left, top }: Origin, escape: (text: string) => string): string[] {
  const style = getComputedStyle(text.parentElement!);
  const size = parseFloat(style.fontSize) * scaleOf(text.parentElement!);
  const look =
    `font-family="${escape(style.fontFamily)}" font-size="${size}" font-weight="${style.fontWeight}" ` +
    `fill="${style.color}" style="white-space:pre"`;
  return linesOf(text).map(({ content, box }) => {
    const baseline = box.bottom - top - (box.height - size) / 2 - DESCENT * size;
    return `<text x="${box.left - left}" y="${baseline}" ${look}>${escape(content)}</text>`;
  });
}

/** Returns the factor by which the page draws an element larger than its layout. */
function scaleOf(element: HTMLElement): number {
  const { width } = element.getBoundingClientRect();
  return element.offsetWidth > 0 ? width / element.offsetWidth : 1;
}

/** Splits a text where the page breaks it. */
function linesOf(text: Text): { content: string; box: DOMRect }[] {
  const lines: { content: string; box: DOMRect }[] = [];
  const range = text.ownerDocument.createRange();
  for (let at = 0; at < text.length; at++) {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const box = range.getBoundingClientRect();
    // White space that the page collapses has no size.
    if (box.width === 0) continue;
    const last = lines.at(-1);
    if (last !== undefined && Math.abs(last.box.top - box.top) < 1) last.content += text.data[at];
    else lines.push({ content: text.data[at]!, box });
  }
  return lines.filter(({ content }) => content.trim() !== '');
}
