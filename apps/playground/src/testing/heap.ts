import type { CDPSession } from 'playwright-core';

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
export async function heldBytes(session: CDPSession): Promise<number> {
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
