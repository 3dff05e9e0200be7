/** A colour as red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Returns the colours of CSS variables as they are at an element: a canvas needs their numbers. */
export function coloursAt(element: HTMLElement, names: readonly string[]): Rgb[] {
  // The browser resolves a custom property only when an element uses it as its colour.
  const probe = element.ownerDocument.createElement('span');
  element.append(probe);
  const colours = names.map(name => {
    probe.style.color = `var(--${name})`;
    return parseRgb(getComputedStyle(probe).color);
  });
  probe.remove();
  return colours;
}

function parseRgb(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** Returns a mix of two colours. */
export function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((part, i) => part + share * (to[i]! - part)) as unknown as Rgb;
}
