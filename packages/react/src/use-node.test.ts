import { input, square } from '@thalweg/graph';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { useNode, useTraining } from './index.ts';

const rendered = (component: () => string) => renderToString(createElement(component));

describe('on a server', () => {
  it('useNode has the value and subscribes to nothing', () => {
    const x = input('x', []);
    const y = square(x);
    x.set(3);
    expect(rendered(() => String(useNode(y).item()))).toBe('9');
    expect(y.circuit!.live.size).toBe(0);
  });

  it('useNode throws an error that names the inputs without a value', () => {
    const y = square(input('price', []));
    expect(() => rendered(() => String(useNode(y).item()))).toThrow(/price/);
  });

  it('useTraining does not start', () => {
    let starts = 0;
    const training = () => {
      starts++;
      throw new Error('must not start');
    };
    expect(rendered(() => useTraining(training).status)).toBe('idle');
    expect(starts).toBe(0);
  });

  it('useTraining refuses an option that it does not know', () => {
    const options = { autostart: false } as object;
    expect(() => rendered(() => useTraining(() => { throw new Error(); }, options).status)).toThrow(/autoStart/); // prettier-ignore
  });
});
