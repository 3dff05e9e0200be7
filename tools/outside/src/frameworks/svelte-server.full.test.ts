import { render } from 'svelte/server';
import { expect, it, vi } from 'vitest';
import Runes from './apps/value.svelte';
import { diamond } from './apps/circuit.ts';
import Value from './apps/node.svelte';

it('renders a node on a server, and leaves nothing behind', () => {
  const { f, slots } = diamond();
  const updated = vi.fn();
  expect(render(Value, { props: { node: f, updated } }).body).toContain('<b>10</b>');
  expect(updated).toHaveBeenCalledTimes(1);
  expect(slots()).toBe(0);
});

it('renders the value of a node for runes on a server, and leaves nothing behind', () => {
  const { f, slots } = diamond();
  expect(render(Runes, { props: { node: f, updated: vi.fn() } }).body).toContain('<b>10</b>');
  expect(slots()).toBe(0);
});
