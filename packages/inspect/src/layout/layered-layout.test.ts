import { describe, expect, it } from 'vitest';
import { layeredLayout } from './layered-layout.ts';
import type { BoxSize } from './picture-layout.ts';

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
    });
    const [frame, inner] = [frames.get('group')!, boxes.get('b')!];
    expect(frame.width).toBeGreaterThanOrEqual(inner.width);
    expect(Math.abs(frame.x - inner.x)).toBeLessThanOrEqual((frame.width - inner.width) / 2);
  });
});
