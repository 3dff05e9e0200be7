import type { Node } from '@thalweg/graph';
import { make } from '../draw/make.ts';
import { panelOf } from '../draw/panel.ts';
import type { ConnectView } from '../draw/connect-view.ts';
import type { Scene } from './scene.ts';

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
