import { elementRect } from './element-rect.ts';
import type { Origin } from './origin.ts';
import { styledClone } from './styled-clone.ts';
import { textLines } from './text-lines.ts';

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
