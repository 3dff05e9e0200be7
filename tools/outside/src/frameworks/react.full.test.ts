// @vitest-environment happy-dom
import { useNode } from '@thalweg/react';
import { act, createElement, StrictMode, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { diamond, type Diamond } from './apps/circuit.ts';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const rendered = vi.fn();

function Value({ of: { f } }: { of: Diamond }): ReactElement {
  const value = useNode(f);
  rendered(value);
  return createElement('b', null, value.item());
}

let circuit: Diamond;
let page: HTMLElement;
let root: Root;
beforeEach(() => {
  circuit = diamond();
  rendered.mockClear();
  page = document.createElement('main');
  root = createRoot(page);
});
afterEach(() => act(() => root.unmount()));

const show = (element: ReactElement) => act(() => root.render(element));

describe('useNode', () => {
  it('has the value in the first render, and renders no second time for it', () => {
    show(createElement(Value, { of: circuit }));
    expect(page.textContent).toBe('10');
    expect(rendered).toHaveBeenCalledTimes(1);
  });

  it('gives the same object in every render while nothing changes', () => {
    for (let time = 0; time < 3; time++) show(createElement(Value, { of: circuit }));
    const values = rendered.mock.calls.map(([value]) => value);
    expect(values).toHaveLength(3);
    expect(new Set(values).size).toBe(1);
  });

  it('renders once per pass for a diamond, and never half of it', () => {
    show(createElement(Value, { of: circuit }));
    for (const x of [1, 5]) act(() => circuit.x.set(x));
    expect(rendered.mock.calls.map(([value]) => value.item())).toEqual([10, 4, 40]);
    expect(page.textContent).toBe('40');
  });

  it('follows another node when it is given one, and leaves the former', () => {
    const other = diamond();
    show(createElement(Value, { of: circuit }));
    other.x.set(-3);
    show(createElement(Value, { of: other }));
    expect(page.textContent).toBe('0');
    expect(circuit.slots()).toBe(0);
  });

  it.each([
    ['', (element: ReactElement) => element],
    [' in strict mode', (element: ReactElement) => createElement(StrictMode, null, element)],
  ])('leaves nothing behind when the component goes%s', (_, wrap) => {
    show(wrap(createElement(Value, { of: circuit })));
    expect(circuit.slots()).toBeGreaterThan(0);
    show(createElement('p'));
    expect(circuit.slots()).toBe(0);
    rendered.mockClear();
    act(() => circuit.x.set(7));
    expect(rendered).not.toHaveBeenCalled();
  });

  it('renders on a server without subscribing', () => {
    expect(renderToString(createElement(Value, { of: circuit }))).toBe('<b>10</b>');
    expect(rendered).toHaveBeenCalledTimes(1);
    expect(circuit.slots()).toBe(0);
  });
});
