import { plot, type PlotOptions } from '@observablehq/plot';

/** Attributes with coordinates. Hundredths of a pixel are enough. */
const COORDINATES = ['d', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'transform'];

/**
 * Returns a chart as the text of an SVG element. It has no styles, as those are in the page, and its parts have no names
 * for screen readers, as the chart has one.
 */
export function draw(options: object, document: Document): string {
  const svg = plot({ ...(options as PlotOptions), document, className: 'plot', figure: false }) as unknown as Element;
  for (const style of svg.querySelectorAll('style')) style.remove();
  for (const element of [svg, ...svg.querySelectorAll('*')]) clean(element);
  return svg.outerHTML;
}

function clean(element: Element): void {
  for (const name of ['aria-label', 'aria-hidden', 'aria-description', 'style']) element.removeAttribute(name);
  for (const name of COORDINATES) {
    const value = element.getAttribute(name);
    if (value !== null) element.setAttribute(name, rounded(value));
  }
}

function rounded(text: string): string {
  return text.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, number => String(Math.round(Number(number) * 100) / 100));
}
