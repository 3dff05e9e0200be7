import '@angular/compiler';
import { Injector } from '@angular/core';
import { input, square } from '@thalweg/graph';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nodeSignal, trainingSignal } from './index.ts';

function circuit() {
  const price = input('price', []);
  const y = square(price);
  return { price, y, slots: () => y.circuit!.live.size };
}

afterEach(() => void vi.useRealTimers());

describe('nodeSignal', () => {
  it('has the value at once and of each pass, and ends with its injector', () => {
    const { price, y, slots } = circuit();
    price.set(2);
    const injector = Injector.create({ providers: [] });
    const value = nodeSignal(y, { injector });
    expect(value().item()).toBe(4);
    price.set(3);
    expect(value().item()).toBe(9);
    expect(slots()).toBeGreaterThan(0);
    injector.destroy();
    expect(slots()).toBe(0);
  });

  it('follows the node once for each frame if it is asked to', () => {
    vi.useFakeTimers();
    const { price, y } = circuit();
    price.set(2);
    const injector = Injector.create({ providers: [] });
    const value = nodeSignal(y, { injector, frames: true });
    for (const one of [3, 4]) price.set(one);
    expect(value().item()).toBe(4);
    vi.advanceTimersByTime(16);
    expect(value().item()).toBe(16);
    injector.destroy();
  });

  it('throws an error that names the inputs without a value', () => {
    const { y, slots } = circuit();
    const injector = Injector.create({ providers: [] });
    expect(() => nodeSignal(y, { injector })).toThrow(/price/);
    expect(slots()).toBe(0);
  });

  it('needs an injection context, or an injector', () => {
    const { price, y } = circuit();
    price.set(2);
    expect(() => nodeSignal(y)).toThrow(/NG0?203|injection context/);
    expect(() => trainingSignal(y)).toThrow(/trainingSignal\(\) can only be used within an injection context/);
  });

  it('refuses an option that it does not know', () => {
    const { y } = circuit();
    expect(() => nodeSignal(y, { frame: true } as object)).toThrow(/frames/);
    expect(() => trainingSignal(y, { autostart: true } as object)).toThrow(/autoStart/);
  });
});
