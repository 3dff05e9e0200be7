import type { Node } from '@thalweg/graph';
import { STYLE } from './draw/style.ts';
import type { Revealed } from './view/revealed.ts';
import { CircuitView } from './view/circuit-view.ts';
import type { Settings } from './view/settings.ts';

/** What an element shows: a root, or first the root and then whatever else is computed in its steps. */
export type Shown = Node | readonly Node[];

/** An element `<thalweg-circuit>`. */
export interface CircuitElement extends HTMLElement {
  /** The root of the circuit, whose gradients are shown; as a list, with further roots such as the rules of a training. */
  node: Shown | undefined;
  /** What nodes are called in the picture that have no name of their own. */
  names: Readonly<Record<string, Node>>;
  /**
   * Of which nodes the value is shown, and of which the gradient; all by default. What is not shown is not computed for
   * the view. The picture stays where it is, so that a walk through the passes can reveal one node after another.
   */
  revealed: Revealed | undefined;
  /** The node that is spoken of: its box is marked, and scrolled into sight within the element. */
  current: Node | undefined;
}

/** What `thalweg-select` tells: the nodes of the box that was chosen. */
export interface CircuitSelection {
  readonly nodes: readonly Node[];
}

/**
 * Registers the element `<thalweg-circuit>`, or one of another name; a second time it does nothing. Only this makes
 * the element known: importing the package does not.
 *
 * - **Properties** `node`, `names`, `revealed`, `current`, see {@link CircuitElement}
 * - **Attributes** `gradients="off"` leaves gradients out, `fold="off"` begins with all layers open,
 *   `recomputed="on"` marks what the last pass computed anew, `theme` is `light` or `dark` where it is not what the reader
 *   prefers
 * - **Events** `thalweg-select` with a {@link CircuitSelection}, `thalweg-draw` after each frame in which values changed
 */
export function defineCircuitElement(name = 'thalweg-circuit'): void {
  if (customElements.get(name) === undefined) customElements.define(name, circuitElement());
}

// A class that extends HTMLElement can be made in a page only, and the module may be imported elsewhere.
function circuitElement(): CustomElementConstructor {
  return class extends HTMLElement implements CircuitElement {
    static readonly observedAttributes = ['gradients', 'fold'];
    #view: CircuitView | undefined = undefined;
    #seen: IntersectionObserver | undefined = undefined;
    #node: Shown | undefined = undefined;
    #names: Readonly<Record<string, Node>> = {};
    #revealed: Revealed | undefined = undefined;
    #current: Node | undefined = undefined;
    #isStale = true;

    get node(): Shown | undefined {
      return this.#node;
    }

    set node(node: Shown | undefined) {
      this.#node = node;
      this.#renew();
    }

    get names(): Readonly<Record<string, Node>> {
      return this.#names;
    }

    set names(names: Readonly<Record<string, Node>>) {
      this.#names = names;
      this.#renew();
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

    connectedCallback(): void {
      for (const name of ['node', 'names', 'revealed', 'current'] as const) adoptEarlier(this, name);
      // Nothing is drawn, and no layout loaded, before the element can be seen; without a size nothing has a place.
      this.#seen = new IntersectionObserver(entries => entries.at(-1)!.isIntersecting && this.#draw());
      this.#renew();
    }

    disconnectedCallback(): void {
      this.#seen?.disconnect();
      this.#seen = undefined;
      this.#view?.hide();
    }

    attributeChangedCallback(): void {
      this.#renew();
    }

    #renew(): void {
      this.#isStale = true;
      this.#seen?.unobserve(this);
      this.#seen?.observe(this);
    }

    #draw(): void {
      if (!this.#isStale) return;
      this.#isStale = false;
      this.#view ??= this.#viewInShadow();
      this.#view.reveal(this.#revealed);
      this.#view.point(this.#current);
      if (this.#node === undefined) this.#view.hide();
      else this.#view.show(this.#settings(this.#node));
    }

    #settings(node: Shown): Settings {
      return {
        roots: Array.isArray(node) ? (node as readonly Node[]) : [node as Node],
        names: this.#names,
        gradients: this.getAttribute('gradients') !== 'off',
        fold: this.getAttribute('fold') !== 'off',
      };
    }

    #viewInShadow(): CircuitView {
      const root = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      return new CircuitView(root, {
        select: nodes => this.#tell('thalweg-select', { nodes } satisfies CircuitSelection),
        draw: () => this.#tell('thalweg-draw'),
      });
    }

    #tell(type: string, detail?: CircuitSelection): void {
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: detail !== undefined, composed: true }));
    }
  };
}

/** A property that was set before the element was known hides the accessor: it is set again by it. */
function adoptEarlier<K extends Exclude<keyof CircuitElement, keyof HTMLElement>>(
  element: CircuitElement,
  name: K,
): void {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  delete (element as Partial<CircuitElement>)[name];
  element[name] = value;
}
