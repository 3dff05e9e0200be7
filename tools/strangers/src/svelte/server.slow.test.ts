import { render } from 'svelte/server';
import { expect, it, vi } from 'vitest';
import { diamond } from '../diamond.ts';
import Value from './value.svelte';

it('renders a node on a server, and leaves nothing behind', () => {
  const { f, slots } = diamond();
  const updated = vi.fn();
  expect(render(Value, { props: { node: f, updated } }).body).toContain('<b>10</b>');
  expect(updated).toHaveBeenCalledTimes(1);
  expect(slots()).toBe(0);
});
