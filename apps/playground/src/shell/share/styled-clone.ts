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
export function styledClone(drawing: SVGSVGElement, place: string): string {
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
