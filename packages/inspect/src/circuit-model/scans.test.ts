import { add, becomes, checkpointed, gradients, input, mul, parameter, scan, sub, sum, tanh, together, type Node } from '@thalweg/graph'; // prettier-ignore
import { describe, expect, it } from 'vitest';
import { circuitModel } from './circuit-model.ts';
import { shownCircuit, wireGradient } from './shown-circuit.ts';
import { summary } from '../summary/summary.ts';

/** A recurrent network that learns; what is shown of it is the loss, and the rule of its weight. */
function learning(wrap = <C extends (...args: never) => unknown>(cell: C): C => cell) {
  const x = input('x', ['time', 2]);
  const weight = parameter([[0.5, 0.1], [0.2, 0.3]], { name: 'weight' }) as Node; // prettier-ignore
  const init = parameter([0, 0], { name: 'init' }) as Node;
  const cell = (h: Node, one: Node) => {
    const next = tanh(add(one, sum(mul(h, weight), { axes: 1 }))) as Node;
    return { carry: next, output: next };
  };
  const { carry, output } = scan(wrap(cell), x as Node, { init }) as { carry: Node; output: Node };
  const loss = add(sum(output), sum(carry)) as Node;
  const rule = becomes(weight as never, sub(weight, gradients(loss).of(weight)) as never) as Node;
  return { x, loss, rule };
}

describe.each([
  ['kept', undefined],
  ['computed again', checkpointed],
])('the picture of a graph with a scan, with values %s', (_, wrap) => {
  it('has boxes and wires, open and folded, and all it shows can be observed together', () => {
    const { x, loss, rule } = learning(wrap as never);
    const model = circuitModel([loss, rule], {});
    for (const isOpen of [true, false]) {
      const { boxes, wires } = shownCircuit(model, () => isOpen);
      expect(boxes.some(({ nodes }) => nodes.some(({ name }) => name === 'scan'))).toBe(true);
      expect(wires.length).toBeGreaterThan(3);
      const slopes = wires.map(wire => wireGradient(wire, model, model.gradients!)).filter(one => one !== undefined);
      const shown = [...new Set([...wires.map(({ node }) => node), ...slopes])];
      const told: unknown[] = [];
      const subscription = together(Object.fromEntries(shown.map((node, n) => [`node ${n}`, node]))).subscribe({
        next: values => told.push(Object.keys(values).length),
        error: error => told.push(error),
      });
      x.set([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
      x.set([[1, 2]]); // prettier-ignore
      expect(told.slice(-2)).toEqual([shown.length, shown.length]);
      subscription.unsubscribe();
    }
    expect(x.circuit.live.size).toBe(0);
  });

  it('has expressions, and a summary with the parameters', () => {
    const { loss } = learning(wrap as never);
    const model = circuitModel([loss], {});
    for (const node of model.nodes) expect(model.expression(node)).not.toBe('');
    expect(String(summary(loss))).toContain('scan');
  });
});
