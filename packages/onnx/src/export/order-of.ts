import { inputsOf, type Wire } from '@thalweg/graph/engine';

/** Returns wires and all that they depend on in prediction, each after its inputs. Those that are known are left out. */
export function orderOf(roots: readonly Wire[], isKnown: (wire: Wire) => boolean = () => false): Wire[] {
  const order: Wire[] = [];
  const done = new Set<Wire>();
  // An explicit stack: graphs can be deep.
  const open = [...roots].reverse();
  while (open.length > 0) {
    const wire = open.at(-1)!;
    const missing = done.has(wire) || isKnown(wire) ? [] : inputsOf(wire, false).filter(one => !done.has(one) && !isKnown(one)); // prettier-ignore
    if (missing.length > 0) {
      open.push(...missing.reverse());
      continue;
    }
    open.pop();
    if (done.has(wire) || isKnown(wire)) continue;
    done.add(wire);
    order.push(wire);
  }
  return order;
}
