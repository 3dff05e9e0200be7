import type { Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { STYLE } from './draw/style.ts';
import type { CircuitElement, CircuitSelection, CircuitWire, Shown, Travel } from './scene/circuit-element.ts';
import type { Revealed } from './scene/revealed.ts';
import type { Settings } from './scene/scene.ts';
import { CircuitView } from './view/circuit-view.ts';

/**
 * Registers the custom element `<thalweg-circuit>`, or one with another name. A second call does nothing. Importing the
 * package alone registers nothing.
 *
 * - **Properties** `node`, `names`, `revealed`, `current`, `opened`, `folds`, and method `travel`, see {@link CircuitElement}
 * - **Attributes** `gradients="off"` hides gradients, `fold="off"` starts with all layers open, `fit="off"` keeps the size of the
 *   picture, `summaries="off"` draws heat maps without ranges, `recomputed="on"` marks what the last pass recomputed,
 *   `products="on"` writes upstream × local = downstream beside wires, `numbers="on"` numbers the boxes in topological order,
 *   `flow="on"` sends pulses along the wires after each pass, `theme` is `light` or `dark` and overrides the reader’s preference
 * - **Events** `thalweg-select` with a `CircuitSelection`, `thalweg-wire` with a `CircuitWire`, `thalweg-draw` after each frame in which values changed
 * - **Throws** `ContractError` for a name without a hyphen or with capital letters
 */
export function defineCircuitElement(name = 'thalweg-circuit'): void {
  if (!/^[a-z][^A-Z\s/>]*-[^A-Z\s/>]*$/.test(name))
    throw new ContractError(
      'defineCircuitElement',
      'the name of an element must have a hyphen and no capital letters',
      `'${name}'`,
      "Try 'my-circuit'.",
    );
  if (customElements.get(name) === undefined) customElements.define(name, circuitElement());
}

// HTMLElement exists only in pages, so the class is created on demand: the module may be imported elsewhere.
function circuitElement(): CustomElementConstructor {
  return class extends elementWithProperties() {
    static readonly observedAttributes = ['gradients', 'fold', 'fit', 'products', 'numbers'];

    connectedCallback(): void {
      for (const name of ['node', 'names', 'revealed', 'current', 'opened', 'folds'] as const)
        upgradeProperty(this, name);
      this[controller].connect();
    }

    disconnectedCallback(): void {
      this[controller].disconnect();
    }

    attributeChangedCallback(): void {
      this[controller].redraw();
    }
  };
}

/** Sets a property again through its accessor if it was set before the element was registered. */
function upgradeProperty<K extends Exclude<keyof CircuitElement, keyof HTMLElement>>(
  element: CircuitElement,
  name: K,
): void {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  delete (element as Partial<CircuitElement>)[name];
  element[name] = value;
}

/** The key of an element’s controller, which pages do not see. */
const controller: unique symbol = /* @__PURE__ */ Symbol('controller');

/** An element that hands its properties to a controller. */
type ControlledElement = CircuitElement & { readonly [controller]: ElementController };

/** Creates a class with the properties and methods of a `<thalweg-circuit>`; its caller adds when it draws. */
function elementWithProperties(): new () => ControlledElement {
  return class extends HTMLElement implements CircuitElement {
    readonly [controller] = new ElementController(this);

    get node(): Shown | undefined {
      return this[controller].node;
    }

    set node(node: Shown | undefined) {
      this[controller].node = node;
      this[controller].redraw();
    }

    get names(): Readonly<Record<string, Node>> {
      return this[controller].names;
    }

    set names(names: Readonly<Record<string, Node>>) {
      this[controller].names = names;
      this[controller].redraw();
    }

    get revealed(): Revealed | undefined {
      return this[controller].revealed;
    }

    set revealed(revealed: Revealed | undefined) {
      this[controller].revealed = revealed;
    }

    get current(): Node | undefined {
      return this[controller].current;
    }

    set current(node: Node | undefined) {
      this[controller].current = node;
    }

    get opened(): Node | undefined {
      return this[controller].opened;
    }

    set opened(node: Node | undefined) {
      this[controller].opened = node;
    }

    get folds(): Readonly<Record<string, readonly Node[]>> {
      return this[controller].folds;
    }

    set folds(folds: Readonly<Record<string, readonly Node[]>>) {
      this[controller].folds = folds;
      this[controller].redraw();
    }

    travel(node: Node, how: Travel): Promise<void> {
      return this[controller].travel(node, how);
    }
  };
}

/** Holds the properties of an element and draws its view once the element is visible. */
class ElementController {
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
