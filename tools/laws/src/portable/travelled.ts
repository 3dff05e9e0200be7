import { allOperations, read, type Node, type OperationTable, type Register } from '@thalweg/graph';
import { buildGraph, describeGraph, type BuiltGraph } from '@thalweg/graph/portable';

/** A graph, and one that was built from its description. */
export interface Travelled extends BuiltGraph {
  /** The registers of the original by the same keys. */
  readonly originals: ReadonlyMap<string, Register>;
  /** The description as JSON: of the original, and of what was built from it. */
  readonly texts: readonly [original: string, built: string];
}

/** Writes a graph as JSON, reads it again and builds it. */
export function travelled(outputs: Readonly<Record<string, Node>>, operations: OperationTable = allOperations): Travelled {
  const { description, registers } = describeGraph(outputs, operations);
  const text = JSON.stringify(description, packed);
  const built = buildGraph(JSON.parse(text, unpacked), { operations, valueOf: ({ key }) => read(registers.get(key)!) });
  const again = JSON.stringify(describeGraph(built.outputs, operations).description, packed);
  return { ...built, originals: registers, texts: [text, again] };
} // prettier-ignore

const TYPES = { Float32Array, Float64Array, Int32Array, Uint8Array };

/** The elements of a constant as bytes, as JSON has no NaN; values of one step of a scan without the names of what they are steps of. */
function packed(_: string, value: unknown): unknown {
  const { kind, ...others } = (value ?? {}) as { kind?: string; name?: string };
  if (kind === 'carry' || kind === 'slice' || kind === 'capture') return { kind, ...others, name: '' };
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return { type: value.constructor.name, bytes: bytes.toString('base64') };
}

function unpacked(_: string, value: unknown): unknown {
  const { type, bytes } = (value ?? {}) as { type?: keyof typeof TYPES; bytes?: string };
  return type === undefined || bytes === undefined ? value : new TYPES[type](Uint8Array.from(Buffer.from(bytes, 'base64')).buffer); // prettier-ignore
}
