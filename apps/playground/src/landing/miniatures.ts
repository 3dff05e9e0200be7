/** Load the code of a miniature, and return its element. */
export const loadMiniatures = {
  async circuit(): Promise<HTMLElement> {
    const { circuitMiniature } = await import('./circuit-miniature.ts');
    return circuitMiniature();
  },
  async race(): Promise<HTMLElement> {
    const { defineRaceElement } = await import('@thalweg/miniatures/define-race-element');
    defineRaceElement();
    return document.createElement('thalweg-race');
  },
  async boundary(): Promise<HTMLElement> {
    const { defineBoundaryElement } = await import('@thalweg/miniatures/define-boundary-element');
    defineBoundaryElement();
    return document.createElement('thalweg-boundary');
  },
} as const;

/**
 * Shows a picture in an element once it comes into sight: a Svelte action. Its code is loaded when the page has nothing
 * more urgent to do.
 */
export function miniatureIn(place: HTMLElement, load: () => Promise<HTMLElement>): { destroy: () => void } {
  let isClosed = false;
  const show = async (): Promise<void> => {
    try {
      const picture = await load();
      if (!isClosed) place.replaceChildren(picture);
    } catch {
      place.textContent = 'This picture could not be loaded. Reload to try again.';
    }
  };
  const sight = new IntersectionObserver(entries => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    sight.disconnect();
    whenIdle(() => {
      if (!isClosed) void show();
    });
  });
  sight.observe(place);
  return {
    destroy() {
      isClosed = true;
      sight.disconnect();
      place.replaceChildren();
    },
  };
}

/** Not every browser tells when it is idle. */
function whenIdle(then: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(then, { timeout: 1000 });
  else setTimeout(then);
}
