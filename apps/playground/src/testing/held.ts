import type { CDPSession, Page } from 'playwright-core';

/** A number that a page holds: of its nodes, of its listeners, or of the bytes of its objects. */
export type Held = 'Nodes' | 'JSEventListeners' | 'bytes';

/** The function of the browser that collects garbage, in a task where the stack is empty. */
type Collect = (options: { readonly type: 'major'; readonly execution: 'async' }) => Promise<void>;

/** Returns how much a page holds after a collection of garbage. */
export async function held(page: Page, session: CDPSession, what: Held): Promise<number> {
  // In a call, it would keep whatever an old value on the stack happens to point at, such as a room that was left.
  await page.evaluate(() => (globalThis as unknown as { gc: Collect }).gc({ type: 'major', execution: 'async' }));
  if (what === 'bytes') return heldBytes(session);
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === what)!.value;
}

/** The part of a heap snapshot that is used here: a flat list of numbers, the same count for each object. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly (readonly string[])[] };
  };
  readonly nodes: readonly number[];
}

/**
 * Returns the size in bytes of the objects that a page’s scripts hold. Compiled code is not counted: the browser keeps
 * compiling while a page is used, and the page cannot release that.
 */
async function heldBytes(session: CDPSession): Promise<number> {
  const parts: string[] = [];
  const take = ({ chunk }: { readonly chunk: string }): void => void parts.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', take);
  const { snapshot, nodes } = JSON.parse(parts.join('')) as HeapSnapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length)
    if (types[type]![nodes[at + type]!] !== 'code') bytes += nodes[at + size]!;
  return bytes;
}
