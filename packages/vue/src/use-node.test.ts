import { input, square } from '@thalweg/graph';
import { effectScope, reactive, ref, shallowRef, watch } from 'vue';
import { describe, expect, it } from 'vitest';
import { useNode } from './index.ts';

function circuit(value: number) {
  const x = input('x', []);
  const y = square(x);
  x.set(value);
  return { x, y, slots: () => y.circuit!.live.size };
}

describe('useNode in an effect scope', () => {
  it('has the value at once, changes once for a pass, and ends with the scope', () => {
    const { x, y, slots } = circuit(3);
    const scope = effectScope();
    const seen: number[] = [];
    const value = scope.run(() => {
      const value = useNode(y);
      watch(value, tensor => seen.push(tensor.item()), { flush: 'sync' });
      return value;
    })!;
    expect(value.value.item()).toBe(9);
    for (const next of [4, 5]) x.set(next);
    expect(seen).toEqual([16, 25]);
    expect(slots()).toBeGreaterThan(0);
    scope.stop();
    expect(slots()).toBe(0);
  });

  it('follows the node that a ref gives, and leaves the former', () => {
    const [one, other] = [circuit(3), circuit(5)];
    const shown = shallowRef(one.y);
    const scope = effectScope();
    const value = scope.run(() => useNode(shown))!;
    shown.value = other.y;
    expect(value.value.item()).toBe(25);
    expect(one.slots()).toBe(0);
    scope.stop();
    expect(other.slots()).toBe(0);
  });

  it('takes a node that came through a reactive object', () => {
    const { y } = circuit(3);
    const props = reactive({ node: y });
    const deep = ref({ node: y });
    const scope = effectScope();
    expect(scope.run(() => useNode(() => props.node as unknown as typeof y).value.item())).toBe(9);
    expect(scope.run(() => useNode(() => deep.value.node as unknown as typeof y).value.item())).toBe(9);
    scope.stop();
  });

  it('throws an error that names the inputs without a value, and has it when it is there', () => {
    const price = input('price', []);
    const y = square(price);
    const scope = effectScope();
    const value = scope.run(() => useNode(y))!;
    expect(() => value.value).toThrow(/price/);
    price.set(2);
    expect(value.value.item()).toBe(4);
    scope.stop();
  });
});
