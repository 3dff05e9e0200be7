import type { Node } from '@thalweg/graph';
import type { CircuitElement, Shown, Travel } from './circuit-element.ts';
import { ElementController } from './element-controller.ts';
import type { Revealed } from './view/revealed.ts';

/** The key of an element’s controller, which pages do not see. */
export const controller: unique symbol = /* @__PURE__ */ Symbol('controller');

/** An element that hands its properties to a controller. */
type ControlledElement = CircuitElement & { readonly [controller]: ElementController };

/** Creates a class with the properties and methods of a `<thalweg-circuit>`; its caller adds when it draws. */
export function elementWithProperties(): new () => ControlledElement {
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
