import { describe, expect, it } from 'vitest';
import type { ShownCircuit, Wire } from '../circuit-model/shown-circuit.ts';
import type { PictureLayout } from '../layout/picture-layout.ts';
import { isArrow, neighbour } from './neighbour.ts';

const at = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
const boxes = new Map([
  ['a', at(0, 0)],
  ['b', at(0, 100)],
  ['c', at(100, 60)],
  ['out', at(200, 60)],
]);
const wires = [['a', 'c'], ['b', 'c'], ['c']].map(
  ([from, to]) => ({ from: { id: from }, to: to && { id: to } }) as Wire,
);
const go = (id: string, arrow: Parameters<typeof neighbour>[1]) =>
  neighbour(id, arrow, { boxes: [], wires } as ShownCircuit, { boxes } as unknown as PictureLayout);

describe('neighbour', () => {
  it('goes along wires to the left and right, to the nearest in height', () => {
    expect(go('a', 'ArrowRight')).toBe('c');
    expect(go('c', 'ArrowLeft')).toBe('b');
    expect(go('c', 'ArrowRight')).toBeUndefined();
    expect(go('a', 'ArrowLeft')).toBeUndefined();
  });

  it('goes up and down to what is about there', () => {
    expect(go('a', 'ArrowDown')).toBe('b');
    expect(go('b', 'ArrowUp')).toBe('a');
    expect(go('b', 'ArrowDown')).toBeUndefined();
  });

  it('knows arrows', () => expect(['ArrowUp', 'Enter', 'ArrowX'].map(isArrow)).toEqual([true, false, false]));
});

it('the arrows of a picture in which values flow down are turned with it', () => {
  const layout = { boxes: new Map([...boxes].map(([id, { x, y }]) => [id, at(y, x)])), isDown: true };
  const turned = { ...layout, frames: new Map(), wires: new Map(), width: 200, height: 200 } as PictureLayout;
  const to = (id: string, arrow: Parameters<typeof neighbour>[1]) =>
    neighbour(id, arrow, { boxes: [], wires } as ShownCircuit, turned);
  expect(to('a', 'ArrowDown')).toBe('c');
  expect(to('c', 'ArrowUp')).toBe('b');
  expect(to('a', 'ArrowRight')).toBe('b');
  expect(to('b', 'ArrowLeft')).toBe('a');
});
