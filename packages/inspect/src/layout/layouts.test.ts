import { describe, expect, it } from 'vitest';
import type { ShownCircuit, Wire } from '../circuit-model/shown-circuit.ts';
import {
  type BoxSize,
  isArrow,
  layeredLayout,
  Layouts,
  neighbour,
  type PictureLayout,
  type PictureSizes,
  type Point,
  scaleWithin,
} from './layouts.ts';

const box = { width: 40, height: 40 };

const wire = { isMain: true, width: 60, height: 40 };

describe('layeredLayout', () => {
  it('puts what is read to the left of what reads it, with labels between that touch no box', async () => {
    const { boxes, wires } = await layeredLayout({
      boxes: new Map([...'abcd'].map(id => [id, box])),
      wires: new Map(
        [...'ab', ...'bc', ...'ac', ...'cd'].flatMap((from, i, all) =>
          i % 2 === 0 ? [[`${from}${all[i + 1]!}`, { from, to: all[i + 1]!, ...wire }] as const] : [],
        ),
      ),
      sources: ['a'],
    });
    const xs = [...'abcd'].map(id => boxes.get(id)!.x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    for (const { label } of wires.values())
      for (const { x, y } of boxes.values())
        expect(Math.abs(label.x - x) >= 50 || Math.abs(label.y - y) >= 40).toBe(true);
  });

  it('leads a wire from side to side, level where its label stands', async () => {
    const { boxes, wires } = await layeredLayout({
      boxes: new Map([...'ab'].map(id => [id, box])),
      wires: new Map([['ab', { from: 'a', to: 'b', ...wire }]]),
      sources: [],
    });
    const { label, route } = wires.get('ab')!;
    expect(route[0]!.x).toBe(boxes.get('a')!.x + 20);
    expect(route.at(-1)!.x).toBe(boxes.get('b')!.x - 20);
    const level = route.filter(({ y }) => y === label.y).map(({ x }) => x);
    expect(level).toEqual(expect.arrayContaining([label.x - 30, label.x + 30]));
  });

  it('frames the boxes of an open group', async () => {
    const { frames, boxes } = await layeredLayout({
      boxes: new Map<string, BoxSize>([
        ['a', box],
        ['b', { ...box, frame: 'group' }],
      ]),
      wires: new Map([['ab', { from: 'a', to: 'b', ...wire }]]),
      sources: [],
    });
    const [frame, inner] = [frames.get('group')!, boxes.get('b')!];
    expect(frame.width).toBeGreaterThanOrEqual(inner.width);
    expect(Math.abs(frame.x - inner.x)).toBeLessThanOrEqual((frame.width - inner.width) / 2);
  });
});

/** The sizes of `w0·x0 + w1·x1 + w2`, negated: what is read by what. */
const neuron = (): PictureSizes => {
  const wires = ['w0 p0', 'x0 p0', 'w1 p1', 'x1 p1', 'p0 s', 'p1 s', 's t', 'w2 t', 't n'].map(text => text.split(' '));
  return {
    boxes: new Map(wires.flat().map(id => [id, box])),
    wires: new Map(wires.map(([from, to]) => [`${from} ${to}`, { from: from!, to: to!, ...wire }])),
    sources: ['w0', 'x0', 'w1', 'x1', 'w2'],
  };
};

const ranked = (all: ReadonlyMap<string, Point>, ids: readonly string[], axis: 'x' | 'y'): string[] =>
  [...ids].sort((a, b) => all.get(a)![axis] - all.get(b)![axis]);

it('sources are in the order in which the expression reads them', async () => {
  const sizes = neuron();
  const { boxes, isDown } = await layeredLayout(sizes);
  expect(ranked(boxes, sizes.sources, 'y')).toEqual(sizes.sources);
  expect(isDown).toBe(false);
});

describe('the layouts of a picture', () => {
  it('flow to the right in a wide place, and down in a narrow one', async () => {
    const sizes = neuron();
    const layouts = new Layouts(sizes);
    const right = await layouts.within(2000);
    const down = await layouts.within(300);
    expect([right.isDown, down.isDown]).toEqual([false, true]);
    expect(await layouts.within(2000)).toBe(right);
    expect(scaleWithin(300, down)).toBeGreaterThan(1.5 * scaleWithin(300, right));
    expect(ranked(down.boxes, sizes.sources, 'x')).toEqual(sizes.sources);
    expect(ranked(down.boxes, ['n', 't', 's', 'p0', 'w0'], 'y')).toEqual(['w0', 'p0', 's', 't', 'n']);
    for (const [id, { route, label }] of down.wires) {
      const [from, to] = id.split(' ').map(id => down.boxes.get(id)!);
      expect([route[0]!.y, route.at(-1)!.y]).toEqual([from!.y + 20, to!.y - 20]);
      expect(label.y).toBeGreaterThan(from!.y);
      expect(label.y).toBeLessThan(to!.y);
    }
  });
});

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
