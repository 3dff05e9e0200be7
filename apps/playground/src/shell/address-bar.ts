/** The parts of a window that an address bar uses. */
export interface AddressWindow {
  readonly location: { readonly hash: string };
  readonly history: { replaceState(data: null, unused: string, url: string): void };
  addEventListener(type: 'hashchange', listener: () => void): void;
  removeEventListener(type: 'hashchange', listener: () => void): void;
}

/**
 * The fragment of the page’s address, which both the visitor and the page change. A visitor’s change is known to the page
 * only when its event arrives; until then nothing is written, so the page cannot overwrite what it has not read.
 */
export class AddressBar {
  readonly #window: AddressWindow;
  #known: string;

  constructor(window: AddressWindow) {
    this.#window = window;
    this.#known = window.location.hash;
  }

  /** The fragment that was read or written last. */
  get fragment(): string {
    return this.#known;
  }

  /** Calls back after each change by the visitor. The returned function ends that. */
  follow(changed: (fragment: string) => void): () => void {
    const read = (): void => {
      this.#known = this.#window.location.hash;
      changed(this.#known);
    };
    this.#window.addEventListener('hashchange', read);
    return () => this.#window.removeEventListener('hashchange', read);
  }

  /** Writes a fragment, which fires no event, unless the visitor has changed it meanwhile. */
  write(fragment: string): void {
    const { location, history } = this.#window;
    if (location.hash !== this.#known) return;
    history.replaceState(null, '', fragment);
    this.#known = location.hash;
  }
}

/** Returns true if the page is shown in a frame of another one: `?embed` in front of the fragment. */
export function isEmbedded({ search }: Pick<Location, 'search'>): boolean {
  return new URLSearchParams(search).has('embed');
}
