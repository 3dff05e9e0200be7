import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { askedShow, formatShow } from '../show-address.ts';
import { centred } from './centred.ts';
import { DARKEST, emptyDrawing, formatDrawing, isEmpty, movedPen, parseDrawing, SIDE, withLine } from './drawing.ts';

const drawings = fc
  .uint8Array({ minLength: SIDE * SIDE, maxLength: SIDE * SIDE, max: DARKEST })
  .map(data => Uint8Array.from(data));

/** Where the ink of an image has its middle. */
function massOf(image: ArrayLike<number>): [number, number] {
  let [mass, x, y] = [0, 0, 0];
  for (let i = 0; i < image.length; i++) {
    mass += image[i]!;
    x += image[i]! * (i % SIDE);
    y += image[i]! * Math.floor(i / SIDE);
  }
  return [x / mass, y / mass];
}

describe('a drawing', () => {
  it('has ink along its lines, and none elsewhere; what was drawn stays', () => {
    const line = withLine(emptyDrawing(), [5, 5], [20, 5]);
    expect([line[5 * SIDE + 5], line[5 * SIDE + 12], line[5 * SIDE + 20]]).toEqual([DARKEST, DARKEST, DARKEST]);
    expect([line[5 * SIDE + 24], line[10 * SIDE + 12]]).toEqual([0, 0]);
    const cross = withLine(line, [12, 0], [12, 27]);
    expect(cross.every((ink, i) => ink >= line[i]!)).toBe(true);
    expect(isEmpty(emptyDrawing())).toBe(true);
    expect(isEmpty(line)).toBe(false);
  });

  it('may leave the pad', () => {
    expect(isEmpty(withLine(emptyDrawing(), [-30, -30], [-10, 60]))).toBe(true);
    expect(withLine(emptyDrawing(), [-30, 14], [60, 14]).filter(ink => ink === DARKEST).length).toBeGreaterThan(27);
  });

  prop.prop([drawings])('is in the address as it is', drawing => {
    expect(parseDrawing(formatDrawing(drawing))).toEqual(drawing);
  });

  it('in the address is short where there is no ink, and nothing where it is none', () => {
    expect(formatDrawing(emptyDrawing())).toBe('.262.');
    for (const text of ['', 'A', '.999.', '.262.A', 'ä'.repeat(262), 'A'.repeat(100_000)])
      expect(parseDrawing(text), text.slice(0, 9)).toBeUndefined();
  });

  it('is shown as asked', () => {
    const show = { kind: 'drawing', drawing: withLine(emptyDrawing(), [3, 3], [9, 9]), digit: 7 } as const;
    expect(askedShow(formatShow(show))).toEqual(show);
    expect(askedShow({ show: '12' })).toEqual({ kind: 'example', number: 12 });
    for (const state of [{}, { show: '-1' }, { show: '12345' }, { drawn: '7' }, { drawn: 'x*.262.' }])
      expect(askedShow(state)).toEqual({ kind: 'example', number: 0 });
  });

  it('is drawn with a pen that keys move, and that stays on the pad', () => {
    expect(movedPen('ArrowLeft', [3, 4])).toEqual([2, 4]);
    expect(movedPen('ArrowDown', [3, SIDE - 1])).toEqual([3, SIDE - 1]);
    expect(movedPen('a', [3, 4])).toBeUndefined();
  });
});

describe('what the network is given', () => {
  it.each([
    ['small and in a corner', [2, 2], [2, 8]],
    ['as large as the pad', [14, 0], [14, 27]],
    ['lying', [1, 20], [26, 20]],
  ] as const)('is 20 pixels long and in the middle: a stroke %s', (_, from, to) => {
    const image = centred(withLine(emptyDrawing(), from, to));
    const [x, y] = massOf(image);
    expect(x).toBeCloseTo(13.5, 0);
    expect(y).toBeCloseTo(13.5, 0);
    const rows = Array.from({ length: SIDE }, (_, row) => Math.max(...image.subarray(row * SIDE, row * SIDE + SIDE)));
    const columns = Array.from({ length: SIDE }, (_, i) => Math.max(...image.filter((_, at) => at % SIDE === i)));
    const length = Math.max(rows.filter(ink => ink > 0.2).length, columns.filter(ink => ink > 0.2).length);
    expect(Math.abs(length - 20)).toBeLessThanOrEqual(2);
    expect(Math.max(...image)).toBeLessThanOrEqual(1);
  });

  it('is empty for an empty drawing', () => {
    expect(centred(emptyDrawing()).every(ink => ink === 0)).toBe(true);
  });
});
