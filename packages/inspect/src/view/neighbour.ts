import type { ShownCircuit } from '../circuit-model/shown-circuit.ts';
import { turnedLayout } from '../layout/layouts.ts';
import type { Rectangle, PictureLayout } from '../layout/picture-layout.ts';

/** The keys that move through a picture. */
export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The keys of a picture in which values flow down, by those of one in which they flow to the right. */
const TURNED: Readonly<Record<Arrow, Arrow>> = {
  ArrowUp: 'ArrowLeft',
  ArrowDown: 'ArrowRight',
  ArrowLeft: 'ArrowUp',
  ArrowRight: 'ArrowDown',
};

/**
 * Returns the box that an arrow key moves to: left and right follow the wires to the box nearest in height, up and down
 * go to the nearest box above or below. Where values flow down, up and down follow the wires. Returns undefined if there
 * is none.
 */
export function neighbour(id: string, arrow: Arrow, shown: ShownCircuit, layout: PictureLayout): string | undefined {
  if (layout.isDown) return neighbour(id, TURNED[arrow], shown, turnedLayout(layout));
  const [{ wires }, { boxes }] = [shown, layout];
  const here = boxes.get(id)!;
  const ids = wires.flatMap(({ from, to }) => {
    if (arrow === 'ArrowRight') return from.id === id && to !== undefined ? [to.id] : [];
    return arrow === 'ArrowLeft' && to?.id === id ? [from.id] : [];
  });
  if (arrow === 'ArrowLeft' || arrow === 'ArrowRight') return nearest(ids, one => Math.abs(one.y - here.y));
  const sign = arrow === 'ArrowDown' ? 1 : -1;
  const beyond = [...boxes.keys()].filter(other => other !== 'out' && sign * (boxes.get(other)!.y - here.y) > 1);
  return nearest(beyond, one => Math.abs(one.y - here.y) + 4 * Math.abs(one.x - here.x));

  function nearest(among: readonly string[], distance: (one: Rectangle) => number): string | undefined {
    const measured = among.map(one => [one, distance(boxes.get(one)!)] as const);
    return measured.sort(([, a], [, b]) => a - b)[0]?.[0];
  }
}

/** Returns true for an arrow key. */
export function isArrow(key: string): key is Arrow {
  return /^Arrow(Left|Right|Up|Down)$/.test(key);
}
