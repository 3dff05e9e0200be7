import { describe, expect, it } from 'vitest';
import type { Spot } from '../race/lane.ts';
import type { Picture } from './picture.ts';
import { TrackLines, type Pen } from './track-canvas.ts';

const picture: Picture = { view: { x: [-4, 4], y: [-2, 2] }, width: 800, height: 400 };

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
