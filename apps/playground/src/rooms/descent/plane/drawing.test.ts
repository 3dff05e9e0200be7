import { describe, expect, it } from 'vitest';
import { contourPaths } from './contours.ts';
import { arrowOf, movedBy, type Picture, toPixel, toPoint } from './picture.ts';
import { placeOf, rate, share, valueAtPlace } from '../../../controls/dial.ts';
import { shown } from '../../../page/numbers.ts';
import { scenes } from '../scenes/scenes.ts';
import { decades } from '../../../charts/curve-chart.ts';

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

describe('a slider', () => {
  it.each([rate(0.1), share('decay', 'γ', 'decay', 0.9)])('of $title leads to a value and back', dial => {
    expect([0, 1000].map(place => valueAtPlace(dial, place))).toEqual([dial.least, dial.most]);
    expect(placeOf(dial, valueAtPlace(dial, 417))).toBe(417);
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
