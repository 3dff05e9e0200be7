import type { Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { ElementController } from './element-controller.ts';
import type { CircuitElement, Shown, Travel } from './scene/circuit-element.ts';
import type { Revealed } from './scene/revealed.ts';

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
