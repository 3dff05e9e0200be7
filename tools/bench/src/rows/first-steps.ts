import { add, input, mean, mul, parameter, square, sum, tanh, type Node, type Runner } from '@thalweg/graph';
import { dense } from '@thalweg/nn';
import { adam, updatesOf } from '@thalweg/optim';
import { bundle, inNode, openChromium, type Call } from '@thalweg/outside/hosts';
import { fillUniform, key, tensor, type TensorLike } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { objectLoop, OBJECTS } from './object-loop.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize, summed } from './turns.ts';

const RUNNERS: readonly (readonly [how: string, make: () => Runner | undefined])[] = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
];

/** Circuits by their forms, for about so many nodes from the inputs to the loss. */
const CIRCUIT_FORMS: Readonly<Record<string, (nodes: number) => SizedCircuit>> = {
  'chain of dense layers': nodes => {
    // A product, a sum, a tanh and two parameters.
    const layers = Math.round(nodes / 5);
    let x: Node<readonly ['batch', number]> = input('x', ['batch', WIDTH]);
    for (let layer = 0; layer < layers; layer++) x = tanh(x.pipe(dense(WIDTH)));
    const values = fillUniform(new Float32Array(BATCH * WIDTH), key(1));
    return { loss: mean(square(x)), values: { x: tensor(values, { shape: [BATCH, WIDTH] }) } };
  },

  'tree of vectors': nodes => {
    const x = input('x', [LENGTH]);
    const weight = (n: number): Node =>
      parameter(tensor(fillUniform(new Float32Array(LENGTH), key(n)), { shape: [LENGTH] }));
    let level = Array.from({ length: nodes >> 2 }, (_, n): Node => tanh(mul(x, weight(n))));
    while (level.length > 1) level = inPairs(level);
    return { loss: mean(square(level[0]!)) as Node<readonly []>, values: { x: vector() } };
  },

  'fan of sums': nodes => {
    const x = input('x', [LENGTH]);
    let total: Node = sum(x);
    for (let arm = 0; arm < nodes / 5; arm++) total = add(total, sum(square(mul(x, parameter(arm / nodes)))));
    return { loss: total as Node<readonly []>, values: { x: vector() } };
  },

  'formula of scalars': nodes => {
    const x = input('x', []);
    const factors = Array.from({ length: 20 }, (_, n) => parameter(0.1 + n / 100));
    const made: Node<readonly []>[] = [x];
    while (made.length < nodes - factors.length) made.push(scalarOf(made, factors));
    return { loss: square(tanh(made.at(-1)!)), values: { x: 0.3 } };
  },
};

/** The first and the second step of models of 10,000 nodes, by their forms. */
export const firstSteps: readonly RatioRow[] = Object.keys(CIRCUIT_FORMS).flatMap(form =>
  RUNNERS.flatMap(([how, make]) => [growth(form, how, make), opening(form, how, make), second(form, how, make)]),
);

/** If the time grew with the square of the nodes, the ratio would be 4. */
function growth(form: string, how: string, make: () => Runner | undefined): RatioRow {
  return {
    name: `first steps: ${form}, ${how}, 10,000 nodes`,
    ours: 'first step of 10,000 nodes, built and planned',
    reference: 'those of 2,500 nodes, four times',
    bar: 2,
    turns: 3,
    prepare: size => {
      const nodes = bySize(size, 10_000, 400);
      return {
        ours: () => stepsOf(form, nodes, make()).first,
        reference: () => summed(4, () => stepsOf(form, nodes / 4, make()).first),
      };
    },
  };
}

function opening(form: string, how: string, make: () => Runner | undefined): RatioRow {
  return {
    name: `first steps: ${form}, ${how}, first step of 10,000 nodes`,
    ours: 'first step, built and planned',
    reference: '200,000 objects made and found',
    // Two seconds, where the objects take 28 ms.
    bar: 71,
    turns: 3,
    prepare: size => ({
      ours: () => stepsOf(form, bySize(size, 10_000, 400), make()).first,
      reference: () => summed(bySize(size, 50, 1), objectLoop) / bySize(size, 50, 1),
    }),
  };
}

function second(form: string, how: string, make: () => Runner | undefined): RatioRow {
  return {
    name: `first steps: ${form}, ${how}, second step of 10,000 nodes`,
    ours: 'a node of the step',
    reference: 'an object made and found',
    // 1.2 µs a node, where the objects take 28 ms.
    bar: 8.6,
    turns: 3,
    prepare: size => ({
      ours: () => stepsOf(form, bySize(size, 10_000, 400), make()).secondOfNode,
      reference: () => objectLoop() / OBJECTS,
    }),
  };
}

/** The microseconds of the first two steps of a new circuit, and those of the second for each node of the step. */
interface Steps {
  /** Construction of all nodes, the plan, and the first step. */
  readonly first: number;
  readonly secondOfNode: number;
}

function stepsOf(form: string, size: number, runner: Runner | undefined): Steps {
  const began = performance.now();
  const { loss, values } = CIRCUIT_FORMS[form]!(size);
  const descend = step(loss, adam(), { runner });
  descend(values);
  const between = performance.now();
  descend(values);
  const second = performance.now() - between;
  return { first: 1000 * (between - began), secondOfNode: (1000 * second) / nodesBelow(rulesOf(loss)) };
}

/** The updates of Adam for all parameters of a loss: with these, all nodes of a step are below them. */
function rulesOf(loss: Node<readonly []>): Node[] {
  const updates = adam()(updatesOf(loss));
  return updates.parameters.map(parameter => updates.elements(parameter));
}

function nodesBelow(roots: readonly Node[]): number {
  const found = new Set<Node>(roots);
  for (const node of found) for (const below of node.inputs) found.add(below);
  return found.size;
}

/** A model, and the values of a record. */
interface SizedCircuit {
  readonly loss: Node<readonly []>;
  readonly values: Readonly<Record<string, TensorLike>>;
}

const BATCH = 8;

const WIDTH = 4;

const LENGTH = 8;

/** The sums of pairs of neighbours. */
function inPairs(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node, n) => {
    if (n % 2 === 1) return [];
    const next = nodes[n + 1];
    return [next === undefined ? node : add(node, next)];
  });
}

/** The next scalar of a formula, from the last one and another one before it. */
function scalarOf(made: readonly Node<readonly []>[], factors: readonly Node<readonly []>[]): Node<readonly []> {
  const n = made.length;
  const last = made[n - 1]!;
  if (n % 5 === 0) return tanh(last);
  const other = n % 3 === 0 ? factors[n % factors.length]! : made[Math.max(0, n - 1 - ((n * 7919) % 50))]!;
  return n % 2 === 0 ? mul(last, other) : add(last, other);
}

function vector(): TensorLike {
  return new Float32Array(LENGTH).fill(0.5);
}

type How = readonly [how: 'interpreted' | 'compiled' | 'ahead', network: 'dense' | 'convolutional'];

const TURNS = 5;
const NODE = 'in a Node process that just began';

/** The first step of a network with Adam and 32 rows, in processes and pages that just began; compiling and loading included. */
export const freshProcesses: readonly RatioRow[] = [
  inProcesses(['compiled', 'dense'], ['interpreted', 'dense'], 1),
  // 60 ms, where the dense network takes 24.
  inProcesses(['compiled', 'convolutional'], ['compiled', 'dense'], 2.5),
  inProcesses(['ahead', 'dense'], ['compiled', 'dense'], 1),
  inProcesses(['ahead', 'convolutional'], ['compiled', 'convolutional'], 1),
  {
    name: 'first step: 784-128-10, compiled, in a page of Chromium that just began',
    ours: 'compiled',
    reference: 'interpreted',
    bar: 1,
    turns: TURNS,
    needs: ['chromium'],
    async prepare(size) {
      const program = await bundle();
      const chromium = await openChromium(program);
      const call = chromium.under("script-src 'self' 'wasm-unsafe-eval'");
      return {
        ...(await sides(call, ['compiled', 'dense'], ['interpreted', 'dense'], bySize(size, 3, 1))),
        close: async () => {
          await chromium.close();
          await program.remove();
        },
      };
    },
  },
];

function inProcesses(ours: How, reference: How, bar: number): RatioRow {
  return {
    name: `first step: ${ours[1]}, ${ours[0]}, beside ${reference.join(', ')}, ${NODE}`,
    ours: ours.join(', '),
    reference: reference.join(', '),
    bar,
    turns: TURNS,
    async prepare() {
      const program = await bundle();
      return { ...(await sides(inNode(program.path), ours, reference)), close: program.remove };
    },
  };
}

/** A page now and then interprets at half its usual time, so a turn takes the median of some pages. */
async function sides(call: Call, ours: How, reference: How, processes = 1) {
  const turnOf = async ([how, network]: How) => {
    const module = how === 'ahead' ? await call('moduleOfFirstStep', network) : '';
    return async () => {
      const times: number[] = [];
      for (let n = 0; n < processes; n++) times.push(await call('millisecondsToFirstLoss', how, network, module));
      return 1000 * times.sort((a, b) => a - b)[processes >> 1]!;
    };
  };
  return { ours: await turnOf(ours), reference: await turnOf(reference) };
}
