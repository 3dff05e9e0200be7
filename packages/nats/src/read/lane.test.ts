import { expect, it, vi } from 'vitest';
import type { Link } from '../link/link.ts';
import { Lane } from './lane.ts';

const ENDS = { first: 1, last: 9, created: 'then' };

/** A link whose server refuses some consumers, and that counts the subscriptions that are open. */
function linkOf(refusals = 0): { readonly link: Link; readonly open: Set<string>; closed: boolean } {
  const open = new Set<string>();
  const add = vi.fn(() => Promise.resolve());
  for (let i = 0; i < refusals; i++) add.mockRejectedValueOnce(new Error('no answer'));
  const state = {
    open,
    closed: false,
    link: {
      get closed() {
        return state.closed;
      },
      up: true,
      connection: {
        subscribe(inbox: string) {
          open.add(inbox);
          return { unsubscribe: () => open.delete(inbox) };
        },
        isClosed: () => false,
      },
      manager: { consumers: { add, delete: () => Promise.resolve(true) } },
    } as unknown as Link,
  };
  return state;
}

function laneOf(link: Link): Lane {
  const source = { stream: 'log', subject: 'log.a.*', from: 0, drops: 'nothing' } as const;
  return new Lane(link, source, { filled() {}, broken() {} });
}

it('leaves no subscription of a consumer that could not be made', async () => {
  const { link, open } = linkOf(1);
  const lane = laneOf(link);
  await expect(lane.open(ENDS, () => true)).rejects.toThrow('no answer');
  await lane.open(ENDS, () => true);
  expect(open.size).toBe(1);
  lane.close();
  expect(open.size).toBe(0);
});

it('leaves no subscription on a connection that stays open when the log is closed', async () => {
  const state = linkOf();
  const lane = laneOf(state.link);
  await lane.open(ENDS, () => true);
  state.closed = true;
  lane.close();
  expect(state.open.size).toBe(0);
});
