/** Colours for what styles do not reach. */
export interface Look {
  readonly text: string;
  readonly line: string;
  readonly colours: readonly string[];
}

/** The colours that hold at an element, with those of some curves. */
export function lookOf(element: HTMLElement, colours: readonly number[]): Look {
  const style = getComputedStyle(element);
  // A custom property is not computed; what takes one as its colour is.
  const probe = element.ownerDocument.createElement('span');
  element.append(probe);
  const computed = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const look = {
    text: style.color,
    line: computed('line'),
    colours: colours.map(colour => computed(`racer-${colour}`)),
  };
  probe.remove();
  return look;
}

/** Calls back when the page’s look changes, by the visitor’s choice or the system’s, until it is stopped. */
export function onLookChange(change: () => void): () => void {
  const chosen = new MutationObserver(change);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', change);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', change);
  };
}
