/** @module-tag chromium */
import { describe, expect, it } from 'vitest';
import { bothHosts } from './both-hosts.ts';

const { node, under } = bothHosts();

describe('two threads', () => {
  const strict = "script-src 'self' 'wasm-unsafe-eval'";

  it('have the bits of one in Node, and leave a process that ends', async () => {
    const alone = await node('trainWithThreads', 1);
    expect(alone).toHaveLength(60);
    expect(await node('trainWithThreads', 2)).toEqual(alone);
  });

  it('have the same bits in a page that is isolated, with a policy that allows blob: workers', async () => {
    const call = under(`${strict}; worker-src blob:`, { isolated: true });
    expect(await call('trainWithThreads', 2)).toEqual(await node('trainWithThreads', 1));
  });

  it('have them with a worker of the page’s own, without blob:', async () => {
    const call = under(strict, { isolated: true });
    expect(await call('trainWithThreads', 2, 'file')).toEqual(await node('trainWithThreads', 1));
  });

  it('say what the policy must allow where blob: workers are refused', async () => {
    const call = under(strict, { isolated: true });
    const told = await call('trainWithThreads', 2).catch(String);
    expect(told).toContain('threads: workers must start, got ');
    expect(told).toContain("Allow 'worker-src blob:' in the page’s policy, pass { spawn }");
  });

  it('say how to share memory in a page that does not, or leave it to one thread', async () => {
    const call = under(strict);
    const told = await call('trainWithThreads', 2).catch(String);
    expect(told).toContain(
      'threads: memory must be shared, got a page that is not isolated. Serve it with Cross-Origin-',
    );
    expect(await call('trainWithThreads', 2, 'text', true)).toEqual(await node('trainWithThreads', 1));
  });
});
