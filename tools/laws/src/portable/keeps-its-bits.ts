import {
  allOperations,
  gradient,
  type Node,
  type OperationTable,
  parametersOf,
  read,
  type Register,
} from '@thalweg/graph';
import { buildGraph, type BuiltGraph, describeGraph } from '@thalweg/graph/portable';
import type { Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { applied, fused, weighed } from '../operations/laws/applied.ts';
import type { Inputs, OperationRow } from '../operations/laws/operation-row.ts';

/** A graph that was written and read again has the same calls, shapes, dtypes and bits. */
export function keepsItsBits(outputs: Readonly<Record<string, Node>>, operations?: OperationTable): Travelled {
  const built = travelled(outputs, operations);
  const names = Object.keys(outputs);
  expect(Object.keys(built.outputs)).toEqual(names);
  const [originals, copies] = [outputs, built.outputs].map(nodes => names.map(name => nodes[name]!));
  expect(copies!.map(kindOf)).toEqual(originals!.map(kindOf));
  expect(built.texts[1]).toBe(built.texts[0]);
  return built;
}

/** The same of a node that parameters give, of its gradients and of theirs; and what was built has the same gradients. */
export function nodeKeepsItsBits(node: Node, passes: boolean, operations?: OperationTable): void {
  const built = keepsItsBits({ y: node }, operations).outputs['y']!;
  const slopes = passes ? slopesOf(node) : [];
  const all = [...slopes, ...slopes.flatMap(slope => slopesOf(slope))];
  const wanted = bitsOf([node, ...all]);
  expect(bitsOf([built, ...(passes ? slopesOf(built) : [])])).toEqual(wanted.slice(0, 1 + slopes.length));
  if (!passes) return;
  const copies = keepsItsBits(Object.fromEntries(all.map((slope, n) => [`slope ${n}`, slope])), operations).outputs;
  expect(bitsOf(Object.values(copies))).toEqual(wanted.slice(1));
}

/** The same of an operation. */
export function operationKeepsItsBits(row: OperationRow, inputs: Inputs): void {
  nodeKeepsItsBits(applied(row, inputs, 'float64'), row.gradient === 'passes');
}

/** The gradients of a loss of a node, which weighs each element differently. */
export function slopesOf(node: Node): Node[] {
  const loss = weighed(node, 0);
  return parametersOf(loss).map(source => gradient(loss, source as Node));
}

function kindOf({ shape, dtype }: Node): unknown {
  return { shape, dtype };
}

function bitsOf(nodes: readonly Node[]): string[] {
  return fused(...nodes).map(bytesOf);
}

/** The shape, the dtype and the bytes of a value. */
export function bytesOf({ data, shape, dtype }: Tensor): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return `${dtype} [${shape.join()}] ${bytes.toString('hex')}`;
}

/** A graph, and one that was built from its description. */
interface Travelled extends BuiltGraph {
  /** The registers of the original by the same keys. */
  readonly originals: ReadonlyMap<string, Register>;
  /** The description as JSON: of the original, and of what was built from it. */
  readonly texts: readonly [original: string, built: string];
}

/** Writes a graph as JSON, reads it again and builds it. */
function travelled(outputs: Readonly<Record<string, Node>>, operations: OperationTable = allOperations): Travelled {
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
