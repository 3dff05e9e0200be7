import { input, square } from '@thalweg/graph';
import { derived, get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import { nodeStore, nodeValue } from './index.ts';

function circuit() {
  const price = input('price', []);
  const y = square(price);
  return { price, y, slots: () => y.circuit!.live.size };
}

describe('nodeStore', () => {
  it('calls back at once, then once for a pass, until it is left', () => {
    const { price, y, slots } = circuit();
    price.set(2);
    const seen: number[] = [];
    const leave = nodeStore(y).subscribe(value => seen.push(value.item()));
    price.set(3);
    leave();
    price.set(4);
    expect(seen).toEqual([4, 9]);
    expect(slots()).toBe(0);
  });

  it('is a source of derived stores', () => {
    const { price, y, slots } = circuit();
    price.set(2);
    expect(get(derived(nodeStore(y), value => value.item() + 1))).toBe(5);
    expect(slots()).toBe(0);
  });

  it('throws an error that names the inputs without a value, and leaves nothing behind', () => {
    const { y, slots } = circuit();
    expect(() => get(nodeStore(y))).toThrow(/price/);
    expect(slots()).toBe(0);
  });
});

describe('nodeValue outside of effects', () => {
  it('has the present value and subscribes to nothing', () => {
    const { price, y, slots } = circuit();
    const value = nodeValue(y);
    expect(() => value.current).toThrow(/price/);
    for (const one of [2, 3]) {
      price.set(one);
      expect(value.current.item()).toBe(one * one);
    }
    expect(slots()).toBe(0);
  });
});
