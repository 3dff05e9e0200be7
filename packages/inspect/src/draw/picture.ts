import type { CircuitModel } from '../circuit-model/circuit-model.ts';
import type { Box, ShownCircuit } from '../circuit-model/shown-circuit.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import type { BoxSize, Placed, Placement, Point, Sizes } from '../layout/placement.ts';
import { boxElement } from './box-element.ts';
import { make } from './make.ts';
import type { Show } from './show.ts';
import { sumLine } from './sum-line.ts';
import { wireLabel } from './wire-label.ts';
import { wirePath } from './wire-path.ts';

const SVG = 'http://www.w3.org/2000/svg';
const OUT = 'out';

/** The elements of a picture; they have no places before it is arranged. */
export interface Picture {
  readonly element: HTMLElement;
  readonly buttons: ReadonlyMap<string, HTMLButtonElement>;
  /** How much room everything takes; it must be in the page for that. */
  readonly measure: () => Sizes;
  readonly arrange: (placement: Placement) => void;
}

/** Draws boxes and wires of what is on show. `gradients` are left out where there is nothing to show of them. */
export function pictureOf(
  shown: ShownCircuit,
  model: CircuitModel,
  gradients: RootGradients | undefined,
  show: Show,
): Picture {
  const buttons = new Map(shown.boxes.map(box => [box.id, boxElement(box, model)]));
  for (const box of shown.boxes) {
    const line = gradients && box.kind !== 'group' ? sumLine(box.nodes[0]!, gradients, show) : undefined;
    if (line !== undefined) buttons.get(box.id)!.append(line);
  }
  const labels = new Map(shown.wires.map(wire => [wire.id, wireLabel(wire, model, gradients, show)]));
  const paths = new Map(shown.wires.map(wire => [wire.id, document.createElementNS(SVG, 'path')]));
  const wires = document.createElementNS(SVG, 'svg');
  wires.setAttribute('aria-hidden', 'true');
  wires.append(...paths.values());
  const element = make('div', 'picture', wires, ...labels.values(), ...buttons.values());
  return {
    element,
    buttons,
    measure: () => ({
      boxes: new Map<string, BoxSize>([
        ...shown.boxes.map(box => [box.id, { ...sizeOf(buttons.get(box.id)!), frame: frameOf(box) }] as const),
        [OUT, { width: 2, height: 2 }],
      ]),
      wires: new Map(
        shown.wires.map(({ id, from, to, bundled }) => {
          const isMain = bundled === undefined;
          return [id, { from: from.id, to: to?.id ?? OUT, isMain, ...sizeOf(labels.get(id)!) }];
        }),
      ),
    }),
    arrange: ({ width, height, boxes, frames, wires: ways }) => {
      element.style.width = `${Math.ceil(width)}px`;
      element.style.height = `${Math.ceil(height)}px`;
      for (const [id, button] of buttons) put(button, boxes.get(id)!);
      for (const [id, { label, way }] of ways) {
        put(labels.get(id)!, label);
        paths.get(id)!.setAttribute('d', wirePath(way));
      }
      for (const [group, frame] of frames) wires.before(frameElement(group, frame));
    },
  };
}

/** The open group that a box lies in. */
function frameOf({ kind, group }: Box): string | undefined {
  return kind === 'group' ? undefined : group;
}

function sizeOf({ offsetWidth, offsetHeight }: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: offsetWidth, height: offsetHeight };
}

/** Puts the middle of an element at a point. It keeps the size that it has. */
function put(element: HTMLElement, { x, y }: Point): void {
  element.style.width = `${element.offsetWidth}px`;
  element.style.left = `${Math.round(x - element.offsetWidth / 2)}px`;
  element.style.top = `${Math.round(y - element.offsetHeight / 2)}px`;
}

/** The frame of an open group, with a button that folds it. */
function frameElement(group: string, { x, y, width, height }: Placed): HTMLElement {
  const button = make('button', 'fold', `▾ ${group}`);
  button.type = 'button';
  button.dataset['fold'] = group;
  button.setAttribute('aria-label', `Fold ${group}`);
  const frame = make('div', 'frame', button);
  Object.assign(frame.style, {
    left: `${x - width / 2}px`,
    top: `${y - height / 2}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return frame;
}
