import type { Origin } from './origin.ts';

/** Returns the ground and the border of an element as a rectangle, or nothing if it has neither. */
export function elementRect(element: Element, { left, top }: Origin): string[] {
  const style = getComputedStyle(element);
  const border = style.borderTopStyle === 'none' ? 0 : parseFloat(style.borderTopWidth);
  const isClear = /^(transparent|rgba\(0, 0, 0, 0\))$/.test(style.backgroundColor);
  if (isClear && border === 0) return [];
  const box = element.getBoundingClientRect();
  const stroke =
    border === 0
      ? ''
      : ` stroke="${style.borderTopColor}" stroke-width="${border}"` +
        (style.borderTopStyle === 'dashed' ? ' stroke-dasharray="4 3"' : '');
  const round = Math.min(parseFloat(style.borderTopLeftRadius) || 0, box.height / 2);
  return [
    `<rect x="${box.left - left + border / 2}" y="${box.top - top + border / 2}" ` +
      `width="${Math.max(box.width - border, 0)}" height="${Math.max(box.height - border, 0)}" rx="${round}" ` +
      `fill="${isClear ? 'none' : style.backgroundColor}"${stroke}/>`,
  ];
}
