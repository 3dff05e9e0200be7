import { ContractError } from '@thalweg/tensor';
import { boundaryScene, type DataShape, shapes } from './boundary/boundary-scene.ts';
import { elementName, Miniature } from './inside/miniature.ts';

/**
 * Registers the custom element `<thalweg-boundary>`, or one with another name: a network with two hidden layers of eight
 * units, which finds the boundary between two classes. A second call does nothing. A button pauses it. It learns only
 * while it is in sight, and shows its end if the reader prefers reduced motion.
 *
 * - **Attributes** `data` is `circles` (the default), `moons` or `spiral`; `theme` is `light` or `dark` and overrides the
 *   reader’s preference
 * - **Throws** `ContractError` if no element can have the name, and for other data when the element is shown
 */
export function defineBoundaryElement(name = 'thalweg-boundary'): void {
  elementName('defineBoundaryElement', name);
  if (customElements.get(name) === undefined) customElements.define(name, boundaryElement());
}

// HTMLElement exists only in pages, so the class is created on demand: the module may be imported elsewhere.
function boundaryElement(): CustomElementConstructor {
  return class extends HTMLElement {
    static readonly observedAttributes = ['data'];
    readonly #miniature = new Miniature(this, () => boundaryScene(this, shapeOf(this.getAttribute('data'))));

    connectedCallback(): void {
      this.#miniature.connect();
    }

    disconnectedCallback(): void {
      this.#miniature.disconnect();
    }

    attributeChangedCallback(): void {
      this.#miniature.reopen();
    }
  };
}

function shapeOf(data: string | null): DataShape {
  const shape = data === null ? shapes[0] : shapes.find(each => each === data);
  if (shape === undefined)
    throw new ContractError(
      'thalweg-boundary',
      `data must be one of ${shapes.join(', ')}`,
      `'${data}'`,
      'Try data="spiral".',
    );
  return shape;
}
