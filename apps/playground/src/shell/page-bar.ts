import { landing } from '../landing/landing.ts';
import { lecture } from '../lecture/lecture.ts';
import type { Room } from '../page/room.ts';
import { rooms } from '../rooms/rooms.ts';

/** All pages, in the order of the bar; an address without a name opens the first one. */
export const pages: readonly [Room, ...Room[]] = [landing, lecture, ...rooms];

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

/** The themes that a visitor can choose; `'system'` follows the operating system. */
export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

const KEY = 'theme';

/** Returns the theme chosen last on this device; the system’s if none is stored or storage is not available. */
export function keptTheme(): Theme {
  try {
    return themes.find(theme => theme === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Applies a theme to the page, and stores it if the browser allows that. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A private window may refuse storage: the theme then lasts as long as the page.
  }
}
