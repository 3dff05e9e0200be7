import type { Node } from '@thalweg/graph';
import { make } from '../draw/make.ts';
import { panelOf } from '../draw/panel.ts';
import type { Show } from '../draw/show.ts';
import type { Scene } from './scene.ts';

/** The place of the panel that tells of one node. */
export class PanelPlace {
  readonly element: HTMLDivElement = make('div', '');
  readonly #show: Show;
  readonly #unwatch: (element: Element) => void;
  readonly #watched = new Set<Element>();
  #node: Node | undefined = undefined;

  constructor(show: Show, unwatch: (element: Element) => void) {
    this.#show = show;
    this.#unwatch = unwatch;
  }

  /** Whose panel is open. */
  get node(): Node | undefined {
    return this.#node;
  }

  open(node: Node, { model, gradients }: Scene): void {
    this.close();
    this.#node = node;
    const panel = panelOf(node, model, gradients, (element, ...rest) => {
      this.#watched.add(element);
      this.#show(element, ...rest);
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
