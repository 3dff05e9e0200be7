import { type Node, Register } from '@thalweg/graph';
import { reached, type Use } from './traversal.ts';

/** The circuit that a region lies in. */
interface Surroundings {
  /** The index of each node in topological order: inputs come before their consumers. */
  readonly order: ReadonlyMap<Node, number>;
  readonly uses: ReadonlyMap<Node, readonly Use[]>;
  /** Returns true for a node that no region may contain, such as one of a layer. */
  readonly isTaken: (node: Node) => boolean;
}

/**
 * Returns the nodes between some nodes and the one value that all of their inputs are computed from: what only they read.
 * Returns none if there is no such value, if a source or a node that is taken lies in between, or if others read a part.
 * Registers and constants may enter anywhere.
 */
export function privateRegion(some: ReadonlySet<Node>, { order, uses, isTaken }: Surroundings): Set<Node> {
  const region = new Set<Node>();
  const has = (node: Node): boolean => some.has(node) || region.has(node);
  const enters = (node: Node): boolean => !has(node) && !isAside(node);
  // A view of a register may read a value for its shape.
  const isInner = ({ consumer }: Use): boolean => has(consumer) || isAside(consumer);
  const frontier = new Set([...some].flatMap(({ inputs }) => inputs.filter(enters)));
  while (frontier.size > 1) {
    const node = [...frontier].reduce((a, b) => (order.get(b)! > order.get(a)! ? b : a));
    if (node.inputs.length === 0 || isTaken(node) || !uses.get(node)?.every(isInner)) return new Set();
    frontier.delete(node);
    region.add(node);
    for (const input of node.inputs) if (enters(input)) frontier.add(input);
  }
  return region;
}

/**
 * Returns the choices between training and prediction that belong to one layer, with their nodes: `whenTraining` with what only
 * one of its arms depends on, where all of this reads registers of this layer alone.
 */
export function modeRegions(nodes: readonly Node[]): (readonly [layer: string, members: Set<Node>])[] {
  return nodes
    .filter(({ operation }) => operation?.kernel.kind === 'mode')
    .flatMap(node => {
      const members = regionOf(node);
      const [layer, ...others] = new Set([...members].flatMap(layersRead));
      return layer !== undefined && others.length === 0 ? [[layer, members] as const] : [];
    });
}

function regionOf(mode: Node): Set<Node> {
  const [training, otherwise] = mode.inputs.map(arm => reached([arm])) as [Set<Node>, Set<Node>];
  const trained = [...training].filter(node => !otherwise.has(node));
  return new Set([mode, ...trained, ...[...otherwise].filter(node => !training.has(node))]);
}

/** The layers whose registers a node is, reads or writes. */
function layersRead(node: Node): string[] {
  return [node, node.register ?? node, ...node.inputs].map(layerNamed).filter(layer => layer !== undefined);
}

/**
 * Returns the results of the scans among some nodes, which belong to whatever has the scan, with the nodes that put their
 * axis back in its place.
 */
export function scanResults(some: ReadonlySet<Node>, uses: ReadonlyMap<Node, readonly Use[]>): Node[] {
  const consumers = (node: Node): Node[] => (uses.get(node) ?? []).map(({ consumer }) => consumer);
  const results = [...some].flatMap(node => (loopOf(node) === 'scan' ? consumers(node).filter(isResult) : []));
  const moved = results.flatMap(result => {
    const [only, ...others] = consumers(result).filter(consumer => !isResult(consumer));
    return only !== undefined && others.length === 0 && moves(only) ? [only] : [];
  });
  return [...results, ...moved];
}

function isResult(node: Node): boolean {
  return loopOf(node) === 'scanPart';
}

function moves(node: Node): boolean {
  return node.operation?.kernel.kind === 'view' || loopOf(node) === 'swapAxes';
}

function loopOf({ operation }: Node): string | undefined {
  return operation?.kernel.kind === 'loop' ? operation.kernel.loop : undefined;
}

/**
 * Returns the product that a layer adds its bias to, if the layer does nothing else: its weights are those of another layer,
 * or the caller’s.
 */
export function tiedProduct(nodes: ReadonlySet<Node>, uses: ReadonlyMap<Node, readonly Use[]>): Node | undefined {
  const [sum] = nodes;
  if (nodes.size !== 1 || sum?.operation?.kernel.kind !== 'elementwise') return undefined;
  const [product, ...others] = sum.inputs.filter(input => !isAside(input));
  const isProduct = product?.operation?.kernel.kind === 'loop' && product.inputs.some(isAside);
  return others.length === 0 && isProduct && uses.get(product)?.length === 1 ? product : undefined;
}

/** Returns the register that a node is, or has the elements of in another shape or order; undefined for other nodes. */
export function registerRead(node: Node): Register | undefined {
  let one: Node | undefined = node;
  while (one !== undefined && !(one instanceof Register)) {
    const kind: string | undefined = one.operation?.kernel.kind;
    const isMoved: boolean = (kind === 'alias' || kind === 'view') && one.register === undefined;
    one = isMoved ? one.inputs[0] : undefined;
  }
  return one;
}

/** Returns true for what belongs to whatever reads it: a register, a view of one, or a constant. */
export function isAside(node: Node): boolean {
  return node.circuit === undefined || registerRead(node) !== undefined;
}

/**
 * Returns the layer whose register a node is or has the elements of: `dense1` for `dense1/weight`. An optimizer’s register such
 * as `adam.m(dense1/weight)` belongs to no layer.
 */
export function layerNamed(node: Node): string | undefined {
  return /^([^/()]+)\/[^()]*$/.exec(registerRead(node)?.name ?? '')?.[1];
}
