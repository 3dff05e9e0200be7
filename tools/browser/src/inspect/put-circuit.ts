import type { Node, Source } from '@thalweg/graph';
import type { Page } from 'playwright-core';

/** A circuit of a test: what of it has a name, and what is shown. */
interface Made {
  readonly nodes: Readonly<Record<string, Node>>;
  readonly shown: Node | readonly Node[];
  readonly step?: () => unknown;
}

declare global {
  /** What was put on the page last. */
  var made: Made;
}

/** The circuits that tests put on a page. */
export type Circuit = 'product' | 'neuron' | 'fan-out' | 'twice' | 'matrices' | 'columns' | 'network';

/** Puts an element with a circuit on the blank page, and leaves what it is made of in `made`. */
export async function putCircuit(page: Page, which: Circuit): Promise<void> {
  await page.evaluate(name => {
    const { add, div, exp, input, mul, neg, parameter, reciprocal, square, sum } = thalweg.graph;
    const source = (value: number): Node => parameter(value) as Node;
    const circuits: Record<Circuit, () => Made> = {
      product: () => {
        const [x, y, z] = [source(-2), source(5), source(-4)] as const;
        const q = add(x, y);
        const f = mul(q, z);
        return { nodes: { x, y, z, q, f }, shown: f };
      },
      neuron: () => {
        const [w0, x0, w1, x1, w2] = [source(2), source(-1), source(-3), source(-2), source(-3)] as const;
        const f = reciprocal(add(exp(neg(add(add(mul(w0, x0), mul(w1, x1)), w2))), 1));
        return { nodes: { w0, x0, w1, x1, w2, f }, shown: f };
      },
      'fan-out': () => {
        const [x, y] = [source(3), source(2)] as const;
        const f = add(mul(x, y), square(x));
        return { nodes: { x, y, f }, shown: f };
      },
      twice: () => {
        const x = source(3);
        const f = mul(x, x);
        return { nodes: { x, f }, shown: f };
      },
      matrices: () => {
        const numerator = [
          [1, 0],
          [-2, 0],
        ] as const;
        const denominator = [
          [1, 1],
          [1, 0],
        ] as const;
        const [a, b] = [parameter(numerator), parameter(denominator)];
        const f = sum(div(a, b));
        return { nodes: { a: a as Node, b: b as Node, f: f as Node }, shown: f as Node };
      },
      columns: () => {
        const [a, b] = [input('a', ['n']), input('b', ['n'])];
        const f = sum(add(a, b));
        thalweg.graph.feed([a, [1, 2]], [b, [3, 4]]);
        return { nodes: { a: a as Node, b: b as Node, f }, shown: f };
      },
      network: () => {
        const image = input('image', ['batch', 784]);
        const digit = input('digit', ['batch'], 'int32');
        const { dense, relu, softmaxCrossEntropy } = thalweg.nn;
        const logits = image.pipe(dense(128), relu(), dense(10));
        const loss = logits.pipe(softmaxCrossEntropy(digit));
        const descend = thalweg.train.step(loss, thalweg.optim.adam());
        const record = {
          image: [0, 1].map(row => Array.from({ length: 784 }, (_, at) => Math.max(0, Math.sin(at / 5 + row)))),
          digit: [3, 7],
        };
        thalweg.graph.feed([image as Source, record.image], [digit as Source, record.digit]);
        const nodes = { logits: logits as Node, loss: loss as Node };
        return { nodes, shown: descend.progress.roots, step: () => descend(record) };
      },
    };
    thalweg.inspect.defineCircuitElement();
    globalThis.made = circuits[name]();
    const { nodes: names, shown: node } = globalThis.made;
    document.querySelector('main')!.append(Object.assign(document.createElement('thalweg-circuit'), { names, node }));
  }, which);
}

/** How many slots the live frame of the circuit holds: none if nobody listens. */
export function slotsHeld(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { shown } = globalThis.made;
    const root = Array.isArray(shown) ? (shown as Node[])[0]! : (shown as Node);
    return root.circuit!.live.size;
  });
}

/** Waits until the live frame holds as many slots as is wished. */
export async function slotsBecome(page: Page, wanted: 'none' | 'some'): Promise<void> {
  await page.waitForFunction(wish => {
    const { shown } = globalThis.made;
    const root = Array.isArray(shown) ? (shown as Node[])[0]! : (shown as Node);
    return root.circuit!.live.size > 0 === (wish === 'some');
  }, wanted);
}
