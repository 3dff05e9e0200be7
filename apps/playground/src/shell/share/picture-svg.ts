const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/**
 * Returns a picture of the page as an SVG document: drawings keep their shapes, canvases become images, and boxes and
 * texts become rectangles and texts. It uses nothing that only browsers can read.
 */
export function pictureSvg(picture: Element): string {
  const { left, top, width, height } = picture.getBoundingClientRect();
  const style = getComputedStyle(picture);
  const paper = style.getPropertyValue('--paper') || style.getPropertyValue('--surface');
  const probe = Object.assign(document.createElement('span'), { hidden: true });
  probe.style.color = paper;
  picture.append(probe);
  const ground = getComputedStyle(probe).color;
  probe.remove();
  const parts = partsOf(picture, { left, top });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="100%" height="100%" fill="${escape(ground)}"/>${parts.join('')}</svg>`
  );
}

function partsOf(element: Element, origin: Origin): string[] {
  const { display, visibility, clipPath } = getComputedStyle(element);
  // A clipped element is for screen readers only. The boxes of a circuit are buttons, in its shadow root.
  const isControl = element.getRootNode() instanceof Document && element.matches('button, input, select');
  if (display === 'none' || visibility === 'hidden' || clipPath.startsWith('inset(50') || isControl) return [];
  const { left, top, width, height } = element.getBoundingClientRect();
  const place = `x="${left - origin.left}" y="${top - origin.top}" width="${width}" height="${height}"`;
  if (element instanceof SVGSVGElement) return [styledClone(element, place)];
  if (element instanceof HTMLCanvasElement) {
    const crisp = getComputedStyle(element).imageRendering === 'pixelated' ? ' style="image-rendering:pixelated"' : '';
    return [`<image ${place} preserveAspectRatio="none"${crisp} href="${element.toDataURL()}"/>`];
  }
  const inner = [...element.childNodes].flatMap(child => {
    if (child instanceof Element) return partsOf(child, origin);
    return child instanceof Text ? textLines(child, origin, escape) : [];
  });
  return [...elementRect(element, origin), ...inner];
}

/** Returns the ground and the border of an element as a rectangle, or nothing if it has neither. */
function elementRect(element: Element, { left, top }: Origin): string[] {
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

/** The properties by which style sheets reach into a drawing. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'vector-effect',
  'paint-order',
  'opacity',
  'display',
  'visibility',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'marker-end',
] as const;

/** Returns a drawing as text, with what style sheets say written into it. `place` is its place in the picture. */
function styledClone(drawing: SVGSVGElement, place: string): string {
  const clone = drawing.cloneNode(true) as SVGSVGElement;
  const copies = clone.querySelectorAll<SVGElement>('*');
  drawing.querySelectorAll<SVGElement>('*').forEach((original, i) => {
    const style = getComputedStyle(original);
    const copy = copies[i]!;
    copy.removeAttribute('class');
    copy.setAttribute('style', PROPERTIES.map(name => `${name}:${style.getPropertyValue(name)}`).join(';'));
  });
  // A drawing that the page enlarges keeps its own coordinates.
  const box = drawing.getAttribute('viewBox') ?? `0 0 ${drawing.clientWidth} ${drawing.clientHeight}`;
  const inside = [...clone.childNodes].map(child => new XMLSerializer().serializeToString(child)).join('');
  return `<svg ${place} viewBox="${box}" preserveAspectRatio="none" overflow="visible">${inside}</svg>`;
}

/** The part of a line’s height, for letters of this size, that lies below the baseline. */
const DESCENT = 0.22;

/** Returns the lines of a text where they are on the page. */
function textLines(text: Text, { left, top }: Origin, escape: (text: string) => string): string[] {
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

/** The top left corner of a picture in the window. */
interface Origin {
  readonly left: number;
  readonly top: number;
}
