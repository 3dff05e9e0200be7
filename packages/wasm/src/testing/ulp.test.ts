import { describe, expect, it } from 'vitest';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import { exp } from '../functions/exponentials.ts';
import { everyExponent } from './every-exponent.ts';
import { ulpError } from './ulp.ts';
import { worst } from './worst.ts';

describe('ulpError', () => {
  it('counts neighbouring float32 numbers', () => {
    expect(ulpError(1 + 2 ** -23, 1)).toBe(1);
    expect(ulpError(1 - 2 ** -24, 1)).toBe(0.5);
    expect(ulpError(3 * 2 ** -149, 2 ** -149)).toBe(2);
    expect(ulpError(0, 2 ** -150)).toBe(0.5);
    expect(ulpError(-0, 0)).toBe(0);
  });

  it('asks for infinity where float32 ends, and for NaN where there is nothing', () => {
    const largest = (2 - 2 ** -23) * 2 ** 127;
    expect(ulpError(Infinity, largest)).toBe(1);
    expect(ulpError(largest, 2 ** 128)).toBe(Infinity);
    expect(ulpError(-Infinity, Infinity)).toBe(Infinity);
    expect(ulpError(NaN, 1)).toBe(Infinity);
    expect(ulpError(1, NaN)).toBe(Infinity);
    expect(ulpError(NaN, NaN)).toBe(0);
  });
});

describe('worst', () => {
  it('sees an error of one part in 2²²', () => {
    const points = everyExponent(64);
    expect(worst(exp, Math.exp, points)).toBeLessThanOrEqual(1.1);
    const spoilt = worst(f => (exp(f), f.f32x4(1 + 2 ** -22).op(f32x4.mul)), Math.exp, points);
    expect(spoilt).toBeGreaterThan(2);
  });
});

describe('everyExponent', () => {
  it('has all of them with both signs, from each power of 2 on', () => {
    const points = new Set(everyExponent(4));
    for (let exponent = -126; exponent <= 127; exponent++) {
      expect(points.has(2 ** exponent), `2^${exponent}`).toBe(true);
      expect(points.has(-(2 ** exponent)), `-2^${exponent}`).toBe(true);
    }
    for (const value of [0, Infinity, -Infinity, NaN]) expect(points.has(value), `${value}`).toBe(true);
  });
});
