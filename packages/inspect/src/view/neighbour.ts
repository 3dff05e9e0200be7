import type { ShownCircuit } from '../circuit-model/shown-circuit.ts';
import type { Placed, Placement } from '../layout/placement.ts';

/** The keys that move through a picture. */
export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/**
 * The box that an arrow leads to: left and right along the wires, to the box nearest in height; up and down to the
 * next box about above or below. Nothing where there is none.
 */
export function neighbour(id: string, arrow: Arrow, { wires }: ShownCircuit, { boxes }: Placement): string | undefined {
  const here = boxes.get(id)!;
  const ids = wires.flatMap(({ from, to }) => {
    if (arrow === 'ArrowRight') return from.id === id && to !== undefined ? [to.id] : [];
    return arrow === 'ArrowLeft' && to?.id === id ? [from.id] : [];
  });
  if (arrow === 'ArrowLeft' || arrow === 'ArrowRight') return nearest(ids, one => Math.abs(one.y - here.y));
  const sign = arrow === 'ArrowDown' ? 1 : -1;
  const beyond = [...boxes.keys()].filter(other => other !== 'out' && sign * (boxes.get(other)!.y - here.y) > 1);
  return nearest(beyond, one => Math.abs(one.y - here.y) + 4 * Math.abs(one.x - here.x));

  function nearest(among: readonly string[], distance: (one: Placed) => number): string | undefined {
    const measured = among.map(one => [one, distance(boxes.get(one)!)] as const);
    return measured.sort(([, a], [, b]) => a - b)[0]?.[0];
  }
}

/** Whether a key is an arrow. */
export function isArrow(key: string): key is Arrow {
  return /^Arrow(Left|Right|Up|Down)$/.test(key);
}
