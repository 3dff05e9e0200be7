import { GraphError } from '../errors/graph-error.ts';
import { Node, nodeOf } from './node.ts';

/** A node, or several in a list or under names. */
export type Nodes = Node | readonly Node[] | { readonly [name: string]: Node };

/** The nodes of one of the three forms, in order. */
export function listOf(subject: string, nodes: Nodes): Node[] {
  if (nodes instanceof Node) return [nodes as Node];
  if (typeof nodes !== 'object' || nodes === null) return [nodeOf(subject, nodes as Node)];
  const list = Array.isArray(nodes) ? (nodes as readonly Node[]) : Object.values(nodes);
  return list.map(node => nodeOf(subject, node));
}

/** Other nodes in the same form; `given` are in the order of the first. */
export function formedLike<N extends Nodes>(form: N, given: readonly Node[]): N {
  if (form instanceof Node) return given[0] as Node as N;
  if (Array.isArray(form)) return given as unknown as N;
  return Object.fromEntries(Object.keys(form).map((name, position) => [name, given[position]!])) as unknown as N;
}

/** The words of an error for nodes of another form. */
interface FormAdvice {
  readonly of: string;
  readonly advice: string;
}

const ofCarry: FormAdvice = { of: 'the first carry', advice: 'Return the next value of each carry.' };

/** The nodes of one value, in the order of another of the same form. Throws `GraphError` if the forms differ. */
export function alignedTo(subject: string, form: Nodes, given: Nodes, { of, advice }: FormAdvice = ofCarry): Node[] {
  const names = namesOf(form);
  const own = namesOf(given);
  const fits = names.length === own.length && names.every(name => own.includes(name));
  if (!fits || form instanceof Node !== given instanceof Node)
    throw new GraphError(subject, `it must have the form of ${of}, ${formOf(form)}`, formOf(given), advice);
  if (given instanceof Node) return [given as Node];
  const found = given as { readonly [name: string]: Node };
  return names.map(name => nodeOf(subject, found[name]!));
}

function namesOf(nodes: Nodes): readonly string[] {
  return nodes instanceof Node || typeof nodes !== 'object' || nodes === null ? [] : Object.keys(nodes);
}

function formOf(nodes: Nodes): string {
  if (nodes instanceof Node) return 'a node';
  if (Array.isArray(nodes)) return `a list of ${nodes.length}`;
  return typeof nodes === 'object' && nodes !== null ? `{ ${Object.keys(nodes).join(', ')} }` : String(nodes);
}
