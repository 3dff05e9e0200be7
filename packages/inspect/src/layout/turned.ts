import type { PictureLayout, PictureSizes, Point, Rectangle } from './picture-layout.ts';

/** Returns sizes with width and height exchanged: arranged to the right and turned back, the values flow downwards. */
export function turnedSizes({ boxes, wires, sources }: PictureSizes): PictureSizes {
  return { boxes: turnedAll(boxes, turnedSize), wires: turnedAll(wires, turnedSize), sources };
}

/** Returns a layout with its axes exchanged. */
export function turnedLayout({ width, height, isDown, boxes, frames, wires }: PictureLayout): PictureLayout {
  return {
    width: height,
    height: width,
    isDown: !isDown,
    boxes: turnedAll(boxes, turnedRectangle),
    frames: turnedAll(frames, turnedRectangle),
    wires: turnedAll(wires, ({ label, route }) => ({ label: turnedPoint(label), route: route.map(turnedPoint) })),
  };
}

function turnedAll<T>(all: ReadonlyMap<string, T>, turn: (one: T) => T): ReadonlyMap<string, T> {
  return new Map([...all].map(([id, one]) => [id, turn(one)]));
}

function turnedPoint({ x, y }: Point): Point {
  return { x: y, y: x };
}

function turnedSize<T extends { readonly width: number; readonly height: number }>(size: T): T {
  return { ...size, width: size.height, height: size.width };
}

function turnedRectangle({ x, y, width, height }: Rectangle): Rectangle {
  return { x: y, y: x, width: height, height: width };
}
