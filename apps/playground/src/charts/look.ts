/** The colours of a chart, which style sheets do not reach. */
export interface Look {
  readonly text: string;
  readonly line: string;
  readonly colours: readonly string[];
}

/** Returns the chart colours that apply at an element, including those of the given curves: numbers of racers, or names. */
export function lookOf(element: HTMLElement, colours: readonly (number | string)[]): Look {
  const style = getComputedStyle(element);
  // The browser resolves a custom property only when an element uses it as its colour.
  const probe = element.ownerDocument.createElement('span');
  element.append(probe);
  const computed = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const look = {
    text: style.color,
    line: computed('line'),
    colours: colours.map(colour => computed(typeof colour === 'number' ? `racer-${colour}` : colour)),
  };
  probe.remove();
  return look;
}

/** Calls `change` when the visitor or the system changes the theme, or the page is printed. The returned function stops this. */
export function onLookChange(change: () => void): () => void {
  const chosen = new MutationObserver(change);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const media = ['(prefers-color-scheme: dark)', 'print'].map(query => matchMedia(query));
  for (const one of media) one.addEventListener('change', change);
  return () => {
    chosen.disconnect();
    for (const one of media) one.removeEventListener('change', change);
  };
}
