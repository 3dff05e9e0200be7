/** Returns the text of a chart without styles and names, and with coordinates in tenths. */
export function plainSvg(svg: Element): string {
  for (const style of svg.querySelectorAll('style')) style.remove();
  for (const element of [svg, ...svg.querySelectorAll('*')])
    for (const name of element.getAttributeNames()) {
      if (/^(class|style|aria-)/.test(name)) element.removeAttribute(name);
      else if (!name.startsWith('fill') && !name.startsWith('stroke'))
        element.setAttribute(
          name,
          element.getAttribute(name)!.replace(/-?\d+\.\d+/g, number => Number(number).toFixed(1)),
        );
    }
  return svg.outerHTML;
}
