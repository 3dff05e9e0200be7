import { describe, expect, it } from 'vitest';
import { once } from './peers.ts';

describe('an installation', () => {
  it('is tried once', () => {
    let tried = 0;
    const install = once(() => void tried++);
    install();
    install();
    expect(tried).toBe(1);
  });

  it('that failed fails again, without another try', () => {
    let tried = 0;
    const install = once(() => {
      throw new Error(`no network, try ${++tried}`);
    });
    expect(install).toThrow('no network, try 1');
    expect(install).toThrow('no network, try 1');
  });
});
