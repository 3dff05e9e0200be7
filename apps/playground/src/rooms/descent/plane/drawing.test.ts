import { describe, expect, it } from 'vitest';
import { decades } from '../../../charts/curve-chart.ts';
import { shown } from '../../../page/numbers.ts';
import type { Spot } from '../race/lane.ts';
import { scenes } from '../scenes/scenes.ts';
import { contourPaths } from './grid.ts';
import { arrowOf, movedBy, type Pen, type Picture, toPixel, toPoint, TrackLines } from './picture.ts';

const picture: Picture = { view: { x: [-4, 4], y: [-2, 2] }, width: 800, height: 400 };

describe('a picture', () => {
  it('has its y axis upwards, and leads back to the point', () => {
    expect(toPixel(picture, [-3, 1.5])).toEqual([100, 50]);
    expect(toPoint(picture, [100, 50])).toEqual([-3, 1.5]);
  });

  it('draws an arrow along the last step, which can be seen', () => {
    const arrow = arrowOf(
      picture,
      [
        [0, 0, 1],
        [0.01, 0, 1],
      ],
      20,
    );
    expect(arrow).toEqual({ from: [401, 200], to: [421, 200] });
    expect(arrowOf(picture, [[0, 0, 1]], 20)).toBeUndefined();
    expect(
      arrowOf(
        picture,
        [
          [0, 0, 1],
          [0, 0, 1],
        ],
        20,
      ),
    ).toBeUndefined();
  });
});

describe('a crosshair', () => {
  it('moves by arrow keys, finely with Shift, and stays in the picture', () => {
    const by = (key: string, shiftKey = false) => movedBy({ key, shiftKey }, [5, 390], picture);
    expect([by('ArrowRight'), by('ArrowUp', true)]).toEqual([
      [15, 390],
      [5, 389],
    ]);
    expect([by('ArrowLeft'), by('ArrowDown')]).toEqual([
      [0, 390],
      [5, 400],
    ]);
    expect(by('Enter')).toBeUndefined();
  });
});

describe.each(scenes.map(({ name }) => name))('the contours of %s', name => {
  it('are many, and lie in the picture', async () => {
    const work = contourPaths(await scenes.find(scene => scene.name === name)!.load());
    let step = work.next();
    while (step.done !== true) step = work.next();
    const paths = step.value;
    expect(paths.length).toBeGreaterThan(10);
    const numbers = paths
      .join()
      .match(/-?\d+\.\d+/g)!
      .map(Number);
    expect(Math.min(...numbers)).toBeGreaterThan(-0.01);
    expect(Math.max(...numbers)).toBeLessThan(1.01);
  });
});

it('numbers are short, with a real minus', () => {
  expect(shown(-4.2e-45)).toBe('0');
  expect([0, -1.23456, 123456, -1e-9, -2.5e38, 0.9].map(value => shown(value))).toEqual([
    '0',
    '−1.235',
    '123500',
    '−1.00e−9',
    '−2.50e+38',
    '0.9',
  ]);
});

it('ticks of a logarithmic axis are powers of ten, at most seven', () => {
  expect(decades(0.1, 1000)).toEqual([0.1, 1, 10, 100, 1000]);
  expect(decades(1e-9, 1e6).length).toBeLessThanOrEqual(7);
});

/** A pen that writes down what it draws. */
function pen(): Pen & { readonly line: string[] } {
  const line: string[] = [];
  return {
    line,
    beginPath: () => undefined,
    moveTo: (x, y) => void line.push(`from ${x},${y}`),
    lineTo: (x, y) => void line.push(`to ${x},${y}`),
    stroke: () => undefined,
  };
}

function drawnBy(lines: TrackLines, track: readonly Spot[]): string[] {
  const one = pen();
  lines.extend(one, picture, track);
  return one.line;
}

describe('the lines of tracks', () => {
  it('go through spots that lie apart, and stay where a canvas can draw', () => {
    const track: Spot[] = [
      [0, 0, 1],
      [0.001, 0, 1],
      [1, 0, 1],
      [1.001, 0, 1],
      [1e38, 0, 1],
    ];
    expect(drawnBy(new TrackLines(), track)).toEqual(['from 400,200', 'to 500,200', 'to 10000,200']);
  });

  it('are drawn on from where they end, whatever their length', () => {
    const lines = new TrackLines();
    const track: Spot[] = Array.from({ length: 4000 }, (_, step) => [Math.sin(step), Math.cos(step), 1]);
    expect(drawnBy(lines, track).length).toBeGreaterThan(3000);
    track.push([0, 0, 1], [1, 0, 1]);
    expect(drawnBy(lines, track).slice(1)).toEqual(['to 400,200', 'to 500,200']);
    expect(drawnBy(lines, track)).toEqual(['from 500,200']);
    expect(lines.areOf([track])).toBe(true);
  });

  it('are not those of tracks that went back, took another way, or left', () => {
    const lines = new TrackLines();
    const track: Spot[] = [
      [0, 0, 1],
      [1, 0, 1],
    ];
    drawnBy(lines, track);
    expect(lines.areOf([])).toBe(false);
    track.length = 1;
    expect(lines.areOf([track])).toBe(false);
    track.push([1, 0, 1]);
    expect(lines.areOf([track])).toBe(false);
    lines.clear();
    expect(lines.areOf([track])).toBe(true);
  });
});
