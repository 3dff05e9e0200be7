// @vitest-environment happy-dom
import { read } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { flushSync, mount, unmount } from 'svelte';
import { derived, fromStore, get, type Readable } from 'svelte/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { diamond, type Diamond } from './apps/circuit.ts';
import Value from './apps/node.svelte';

let circuit: Diamond;
beforeEach(() => {
  circuit = diamond();
});

describe('$node in a component', () => {
  const updated = vi.fn();
  let page: HTMLElement;
  let component: ReturnType<typeof mount> | undefined;
  beforeEach(() => {
    updated.mockClear();
    page = document.createElement('main');
    component = mount(Value, { target: page, props: { node: circuit.f, updated } });
  });
  const leave = async () => {
    if (component !== undefined) await unmount(component);
    component = undefined;
  };
  afterEach(leave);

  it('shows the value when the component is mounted, and updates no second time for it', () => {
    expect(page.textContent).toBe('10');
    flushSync();
    expect(updated).toHaveBeenCalledTimes(1);
  });

  it('is read as the same object while it is shown and after', async () => {
    const value = read(circuit.f);
    expect(read(circuit.f)).toBe(value);
    await leave();
    expect(read(circuit.f)).toBe(value);
  });

  it('updates once per pass for a diamond, and never to half of it', () => {
    for (const x of [1, 5]) flushSync(() => circuit.x.set(x));
    expect(updated.mock.calls.map(([value]) => value.item())).toEqual([10, 4, 40]);
    expect(page.textContent).toBe('40');
  });

  it('leaves nothing behind when the component goes', async () => {
    expect(circuit.slots()).toBeGreaterThan(0);
    await leave();
    expect(circuit.slots()).toBe(0);
    flushSync(() => circuit.x.set(7));
    expect(updated).toHaveBeenCalledTimes(1);
  });
});

describe("a node among Svelte's stores", () => {
  // Svelte takes a subscription that is an object, as RxJS returns it; its types know functions only.
  const store = () => circuit.f as unknown as Readable<Tensor<readonly []>>;

  it('calls back while it is being subscribed, then once per pass', () => {
    const values: number[] = [];
    const subscription = circuit.f.subscribe(value => values.push(value.item()));
    expect(values).toEqual([10]);
    circuit.x.set(1);
    expect(values).toEqual([10, 4]);
    subscription.unsubscribe();
    expect(circuit.slots()).toBe(0);
  });

  it('has its value when it is got, and leaves nothing behind', () => {
    expect(get(store()).item()).toBe(10);
    expect(circuit.slots()).toBe(0);
  });

  it('is the source of derived stores and of runes', () => {
    const doubled = fromStore(derived(store(), value => value.item() * 2));
    expect(doubled.current).toBe(20);
    circuit.x.set(1);
    expect(doubled.current).toBe(8);
    expect(circuit.slots()).toBe(0);
  });
});
