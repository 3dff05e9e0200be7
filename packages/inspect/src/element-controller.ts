import type { Node } from '@thalweg/graph';
import { STYLE } from './draw/style.ts';
import type { CircuitSelection, CircuitWire, Shown, Travel } from './scene/circuit-element.ts';
import type { Revealed } from './scene/revealed.ts';
import type { Settings } from './scene/scene.ts';
import { CircuitView } from './view/circuit-view.ts';

/** Holds the properties of an element and draws its view once the element is visible. */
export class ElementController {
  node: Shown | undefined = undefined;
  names: Readonly<Record<string, Node>> = {};
  folds: Readonly<Record<string, readonly Node[]>> = {};
  #revealed: Revealed | undefined = undefined;
  #current: Node | undefined = undefined;
  #opened: Node | undefined = undefined;
  readonly #element: HTMLElement;
  #view: CircuitView | undefined = undefined;
  #observer: IntersectionObserver | undefined = undefined;
  #isStale = true;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  get revealed(): Revealed | undefined {
    return this.#revealed;
  }

  set revealed(revealed: Revealed | undefined) {
    this.#revealed = revealed;
    this.#view?.reveal(revealed);
  }

  get current(): Node | undefined {
    return this.#current;
  }

  set current(node: Node | undefined) {
    this.#current = node;
    this.#view?.point(node);
  }

  get opened(): Node | undefined {
    return this.#opened;
  }

  set opened(node: Node | undefined) {
    this.#opened = node;
    this.#view?.describe(node);
  }

  async travel(node: Node, how: Travel): Promise<void> {
    await this.#view?.travel(node, how);
  }

  connect(): void {
    // Nothing is drawn, and no layout library loaded, before the element is visible: without a size there is no layout.
    this.#observer = new IntersectionObserver(entries => {
      const { isIntersecting } = entries.at(-1)!;
      if (isIntersecting) this.#draw();
      this.#view?.setInView(isIntersecting);
    });
    this.redraw();
  }

  disconnect(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#view?.hide();
  }

  /** Draws everything again as soon as the element is visible. */
  redraw(): void {
    this.#isStale = true;
    this.#observer?.unobserve(this.#element);
    this.#observer?.observe(this.#element);
  }

  #draw(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#view ??= this.#createView();
    this.#view.reveal(this.#revealed);
    this.#view.point(this.#current);
    this.#view.describe(this.#opened);
    if (this.node === undefined) this.#view.hide();
    else this.#view.show(this.#settings(this.node));
  }

  #settings(node: Shown): Settings {
    return {
      roots: Array.isArray(node) ? (node as readonly Node[]) : [node as Node],
      names: this.names,
      folds: this.folds,
      gradients: this.#element.getAttribute('gradients') !== 'off',
      fold: this.#element.getAttribute('fold') !== 'off',
      fit: this.#element.getAttribute('fit') !== 'off',
      products: this.#isOn('products'),
      numbers: this.#isOn('numbers'),
    };
  }

  #createView(): CircuitView {
    const root = this.#element.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    return new CircuitView(root, {
      select: nodes => this.#dispatch('thalweg-select', { nodes } satisfies CircuitSelection),
      wire: wire => this.#dispatch('thalweg-wire', wire),
      draw: () => {
        this.#dispatch('thalweg-draw');
        if (this.#isOn('flow')) void this.#view?.flow();
      },
    });
  }

  /** Returns true if an attribute that is off by default is on. */
  #isOn(attribute: string): boolean {
    return this.#element.getAttribute(attribute) === 'on';
  }

  #dispatch(type: string, detail?: CircuitSelection | CircuitWire): void {
    this.#element.dispatchEvent(new CustomEvent(type, { detail, bubbles: detail !== undefined, composed: true }));
  }
}
