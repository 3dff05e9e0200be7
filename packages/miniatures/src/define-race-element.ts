import { elementName, Miniature } from './inside/miniature.ts';
import { firstRacers, type Racers, raceScene } from './race/race-scene.ts';
import { ravine } from './surfaces/ravine.ts';
import type { Surface } from './surfaces/surface.ts';

/** A `<thalweg-race>` element. Another surface or other optimizers begin another race. */
export interface RaceElement extends HTMLElement {
  /** The surface that is descended; a ravine by default. */
  surface: Surface;
  /** The optimizers, by the names that are shown; plain descent, momentum and Adam by default. */
  optimizers: Racers;
}

/**
 * Registers the custom element `<thalweg-race>`, or one with another name: optimizers that race down a surface. A second
 * call does nothing. A click begins the race from there, and a button pauses it. It moves only while it is in sight, and
 * begins still if the reader prefers reduced motion.
 *
 * - **Properties** `surface`, `optimizers`, see {@link RaceElement}
 * - **Attributes** `theme` is `light` or `dark` and overrides the reader’s preference
 * - **Throws** `ContractError` if no element can have the name
 */
export function defineRaceElement(name = 'thalweg-race'): void {
  elementName('defineRaceElement', name);
  if (customElements.get(name) === undefined) customElements.define(name, raceElement());
}

// HTMLElement exists only in pages, so the class is created on demand: the module may be imported elsewhere.
function raceElement(): CustomElementConstructor {
  return class extends HTMLElement implements RaceElement {
    #surface = ravine();
    #optimizers = firstRacers();
    readonly #miniature = new Miniature(this, () => raceScene(this, this.#surface, this.#optimizers));

    get surface(): Surface {
      return this.#surface;
    }

    set surface(surface: Surface) {
      this.#surface = surface;
      this.#miniature.reopen();
    }

    get optimizers(): Racers {
      return this.#optimizers;
    }

    set optimizers(optimizers: Racers) {
      this.#optimizers = optimizers;
      this.#miniature.reopen();
    }

    connectedCallback(): void {
      for (const name of ['surface', 'optimizers'] as const) upgradeProperty(this, name);
      this.#miniature.connect();
    }

    disconnectedCallback(): void {
      this.#miniature.disconnect();
    }
  };
}

/** Sets a property again through its accessor if it was set before the element was registered. */
function upgradeProperty(element: RaceElement, name: 'surface' | 'optimizers'): void {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  delete (element as Partial<RaceElement>)[name];
  Object.assign(element, { [name]: value });
}
