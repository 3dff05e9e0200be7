import { ContractError } from '@thalweg/tensor';
import type { CircuitElement } from './circuit-element.ts';
import { controller, elementWithProperties } from './element-with-properties.ts';

/**
 * Registers the custom element `<thalweg-circuit>`, or one with another name. A second call does nothing. Importing the
 * package alone registers nothing.
 *
 * - **Properties** `node`, `names`, `revealed`, `current`, `opened`, `folds`, and method `travel`, see {@link CircuitElement}
 * - **Attributes** `gradients="off"` hides gradients, `fold="off"` starts with all layers open, `recomputed="on"` marks
 *   what the last pass recomputed, `products="on"` writes upstream × local = downstream beside wires, `numbers="on"`
 *   numbers the boxes in topological order, `flow="on"` sends pulses along the wires after each pass, `theme` is `light` or `dark` and overrides the reader’s preference
 * - **Events** `thalweg-select` with a `CircuitSelection`, `thalweg-draw` after each frame in which values changed
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
