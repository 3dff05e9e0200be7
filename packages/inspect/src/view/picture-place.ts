import { make } from '../draw/make.ts';
import { pictureOf, type Picture } from '../draw/picture.ts';
import type { Show } from '../draw/show.ts';
import { tableOf } from '../draw/table.ts';
import { layeredLayout } from '../layout/layered-layout.ts';
import type { Placement } from '../layout/placement.ts';
import type { Scene } from './scene.ts';

/** The place of the picture, or of the table in its stead. */
export class PicturePlace {
  readonly element: HTMLDivElement = make('div', 'scroll');
  readonly #show: Show;
  /** Stops to watch what was on show. */
  readonly #clear: () => void;
  #turn = 0;
  #isFit = false;
  picture: Picture | undefined = undefined;
  placement: Placement | undefined = undefined;

  constructor(show: Show, clear: () => void) {
    this.element.setAttribute('role', 'region');
    this.element.setAttribute('aria-label', 'Circuit');
    this.#show = show;
    this.#clear = clear;
    new ResizeObserver(() => this.#scale()).observe(this.element);
  }

  table({ shown, model, gradients }: Scene): void {
    this.clear();
    this.element.replaceChildren(tableOf(shown, model, gradients, this.#show));
    this.element.scrollLeft = 0;
    // Nothing in a table takes the focus, and keys must be able to scroll it.
    this.element.tabIndex = 0;
  }

  /**
   * Draws a picture and puts it in the place of the one before as soon as everything has its place. Returns whether it
   * did: it does not if another was asked for meanwhile.
   */
  async arrange({ shown, model, gradients }: Scene): Promise<boolean> {
    const turn = ++this.#turn;
    const watched: Parameters<Show>[] = [];
    const picture = pictureOf(shown, model, gradients, (...one) => watched.push(one));
    picture.element.classList.add('new');
    this.element.append(picture.element);
    try {
      const placement = await layeredLayout(picture.measure());
      if (turn !== this.#turn) return false;
      this.#clear();
      this.element.removeAttribute('tabindex');
      this.element.replaceChildren(picture.element);
      picture.arrange(placement);
      picture.element.classList.remove('new');
      for (const one of watched) this.#show(...one);
      Object.assign(this, { picture, placement });
      this.#scale();
      return true;
    } finally {
      if (picture !== this.picture) picture.element.remove();
    }
  }

  /** Makes pictures as small as they must be to be seen whole, or leaves them as they are. */
  fit(isFit: boolean): void {
    this.#isFit = isFit;
    this.#scale();
  }

  #scale(): void {
    const { picture, placement } = this;
    const scale = this.#isFit && placement !== undefined ? Math.min(1, this.element.clientWidth / placement.width) : 1;
    if (picture !== undefined) picture.element.style.zoom = `${scale}`;
  }

  /** Makes one box the one that Tab leads to. */
  reach(id: string | undefined): void {
    for (const [one, button] of this.picture?.buttons ?? []) button.tabIndex = one === id ? 0 : -1;
  }

  /** Says of one box that its panel is open, or of none. */
  expand(id: string | undefined): void {
    for (const [one, button] of this.picture?.buttons ?? []) button.setAttribute('aria-expanded', String(one === id));
  }

  /** Marks one box as the one that is pointed at and scrolls it into sight, within the picture alone; or marks none. */
  point(id: string | undefined): void {
    for (const [one, button] of this.picture?.buttons ?? []) {
      if (one !== id) button.removeAttribute('aria-current');
      else {
        button.setAttribute('aria-current', 'true');
        scrollTo(this.element, button);
      }
    }
  }

  focus(id: string | undefined): void {
    if (id !== undefined) this.picture?.buttons.get(id)?.focus();
  }

  clear(): void {
    this.#turn++;
    this.#clear();
    this.element.replaceChildren();
    this.element.removeAttribute('tabindex');
    this.picture = this.placement = undefined;
  }
}

/** Scrolls so that what is out of sight, or at the edge, is in the middle. The page around does not move. */
function scrollTo(scroller: HTMLElement, element: HTMLElement): void {
  const [place, box] = [scroller.getBoundingClientRect(), element.getBoundingClientRect()];
  if (box.left < place.left || box.right > place.right)
    scroller.scrollLeft += (box.left + box.right - place.left - place.right) / 2;
  if (box.top < place.top || box.bottom > place.bottom)
    scroller.scrollTop += (box.top + box.bottom - place.top - place.bottom) / 2;
}
