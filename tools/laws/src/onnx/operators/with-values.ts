import { read, registersOf, type Node } from '@thalweg/graph';

/** Gives the registers of a layer the values of inputs, by the ends of their names. */
export function withValues(y: Node, values: Readonly<Record<string, Node | undefined>>): Node {
  const own = registersOf(y);
  for (const [name, value] of Object.entries(values)) {
    const register = own.find(one => one.name.endsWith(`/${name}`));
    if (value !== undefined) register!.set(read(value));
  }
  return y;
}
