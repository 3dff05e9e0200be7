import type { Node } from '@thalweg/graph';
import { make, write } from '../draw/make.ts';
import type { ConnectView } from '../draw/node-view.ts';
import { panelOf } from '../draw/panel.ts';
import { type Picture, pictureOf } from '../draw/picture.ts';
import { tableOf } from '../draw/table.ts';
import { Layouts, type PictureLayout, scaleWithin } from '../layout/layouts.ts';
import type { Scene } from '../scene/scene.ts';
import { messageOf } from '../watch/watcher.ts';

/** A picture that does not fit at this scale is scrolled. */
const LEAST = 0.5;

/** The container of the picture, or of the table that replaces it. */
export class PictureContainer {
  readonly element: HTMLDivElement = make('div', 'scroll');
  readonly #connect: ConnectView;
  /** Unsubscribes everything that was shown. */
  readonly #clear: () => void;
  #renderCount = 0;
  #isFit = true;
  #layouts: Layouts | undefined = undefined;
  picture: Picture | undefined = undefined;
  layout: PictureLayout | undefined = undefined;

  constructor(connect: ConnectView, clear: () => void) {
    this.element.setAttribute('role', 'region');
    this.element.setAttribute('aria-label', 'Circuit');
    this.#connect = connect;
    this.#clear = clear;
    new ResizeObserver(() => void this.#resize()).observe(this.element);
  }

  table({ shown, model, gradients }: Scene): void {
    this.clear();
    this.element.replaceChildren(tableOf(shown, model, gradients, this.#connect));
    this.element.scrollLeft = 0;
    // A table has no focusable parts, so the container takes the focus to be scrollable by keys.
    this.element.tabIndex = 0;
  }

  /**
   * Draws a picture and replaces the previous one as soon as the layout is ready. Resolves to false if another rendering
   * started in the meantime.
   */
  async arrange({ shown, model, gradients, products, numbers }: Scene): Promise<boolean> {
    const render = ++this.#renderCount;
    // Code for what few pages ask for is loaded with the first picture that has it.
    const lineOf = products ? (await import('../draw/product-line.ts')).productLine : undefined;
    if (render !== this.#renderCount) return false;
    const views: Parameters<ConnectView>[] = [];
    const picture = pictureOf(shown, model, gradients, (...one) => views.push(one), { lineOf, numbers });
    picture.element.classList.add('new');
    this.element.append(picture.element);
    try {
      const layouts = new Layouts(picture.measure());
      const layout = await layouts.within(this.element.clientWidth);
      if (render !== this.#renderCount) return false;
      this.#clear();
      this.element.removeAttribute('tabindex');
      this.element.replaceChildren(picture.element);
      picture.arrange(layout);
      picture.element.classList.remove('new');
      for (const one of views) this.#connect(...one);
      Object.assign(this, { picture, layout });
      this.#layouts = layouts;
      this.#scale();
      return true;
    } finally {
      if (picture !== this.picture) picture.element.remove();
    }
  }

  /** Scales pictures down until they fit the width, or shows them at full size. */
  fit(isFit: boolean): void {
    this.#isFit = isFit;
    this.#scale();
  }

  /** Scales the picture to another width, in the direction that shows more of it. */
  async #resize(): Promise<void> {
    const [render, width] = [this.#renderCount, this.element.clientWidth];
    if (this.#layouts === undefined || width === 0) return;
    const layout = await this.#layouts.within(width);
    // Another rendering or another width follows.
    if (render !== this.#renderCount || width !== this.element.clientWidth) return;
    if (layout !== this.layout) {
      this.picture!.element.style.zoom = '1';
      this.picture!.arrange(layout);
      this.layout = layout;
    }
    this.#scale();
  }

  #scale(): void {
    const { picture, layout } = this;
    if (picture === undefined || layout === undefined) return;
    const scale = this.#isFit ? Math.max(LEAST, scaleWithin(this.element.clientWidth, layout)) : 1;
    picture.element.style.zoom = `${scale}`;
  }

  /** Makes one box the tab stop of the picture. */
  setTabStop(id: string | undefined): void {
    for (const [one, button] of this.picture?.buttons ?? []) button.tabIndex = one === id ? 0 : -1;
  }

  /** Marks the box whose panel is open, or none. */
  expand(id: string | undefined): void {
    for (const [one, button] of this.picture?.buttons ?? []) button.setAttribute('aria-expanded', String(one === id));
  }

  /** Marks the current box and scrolls it into view without moving the page; or marks none. */
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
    this.#renderCount++;
    this.#clear();
    this.element.replaceChildren();
    this.element.removeAttribute('tabindex');
    this.picture = this.layout = this.#layouts = undefined;
  }
}

/** Centres an element that is not fully visible. Only the scroller moves, not the page around it. */
function scrollTo(scroller: HTMLElement, element: HTMLElement): void {
  const [view, box] = [scroller.getBoundingClientRect(), element.getBoundingClientRect()];
  if (box.left < view.left || box.right > view.right)
    scroller.scrollLeft += (box.left + box.right - view.left - view.right) / 2;
  if (box.top < view.top || box.bottom > view.bottom)
    scroller.scrollTop += (box.top + box.bottom - view.top - view.bottom) / 2;
}

/** The container of the panel that describes one node. */
export class PanelContainer {
  readonly element: HTMLDivElement = make('div', '');
  readonly #connect: ConnectView;
  readonly #unwatch: (element: Element) => void;
  readonly #watched = new Set<Element>();
  #node: Node | undefined = undefined;

  constructor(connect: ConnectView, unwatch: (element: Element) => void) {
    this.#connect = connect;
    this.#unwatch = unwatch;
  }

  /** The node whose panel is open. */
  get node(): Node | undefined {
    return this.#node;
  }

  open(node: Node, { model, gradients }: Scene): void {
    this.close();
    this.#node = node;
    const panel = panelOf(node, model, gradients, (element, ...rest) => {
      this.#watched.add(element);
      this.#connect(element, ...rest);
    });
    this.element.replaceChildren(panel);
  }

  close(): void {
    for (const element of this.#watched) this.#unwatch(element);
    this.#watched.clear();
    this.element.replaceChildren();
    this.#node = undefined;
  }
}

/** A line that shows the first current error, and is hidden while there is none. */
export class ErrorMessage {
  readonly element: HTMLParagraphElement = make('p', 'message');
  readonly #errors = new Map<unknown, unknown>();

  constructor() {
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
  }

  /** Records the error of a source, or clears it if `error` is undefined. */
  set(source: unknown, error: unknown): void {
    if (error === undefined) this.#errors.delete(source);
    else this.#errors.set(source, error);
    this.#render();
  }

  clear(): void {
    this.#errors.clear();
    this.#render();
  }

  #render(): void {
    const [first] = this.#errors.values();
    this.element.hidden = first === undefined;
    write(this.element, first === undefined ? '' : messageOf(first));
  }
}
