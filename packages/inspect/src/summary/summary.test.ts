import {
  add,
  concat,
  conv2d,
  cumsum,
  gather,
  gradients,
  input,
  matmul,
  max,
  mul,
  operation,
  parameter,
  parametersOf,
  relu,
  reshape,
  softmax,
  state,
  sum,
  transpose,
  whenTraining,
  type Node,
} from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { batchNormLayer, convLayer, denseLayer, dropoutLayer, layerNormLayer, weights } from '../testing/layers.ts';
import { summary, type Summary } from './summary.ts';

const named = (name: string, ...shape: (string | number)[]): Node => input(name, shape) as Node;
const product = (a: Node, b: Node): Node => matmul<Shape, Shape>(a, b) as Node;

/** The name, shape and multiply-adds of each row. */
function costs({ layers }: Summary): string[] {
  return layers.map(({ name, shape, multiplyAdds }) => `${name} ${shape.join('·')}: ${multiplyAdds}`);
}

function row(of: Summary, name: string): Summary['layers'][number] {
  return of.layers.find(one => one.name === name)!;
}

/** Windows of two by two, whose largest elements are taken. */
function pooled(x: Node, batch: string, [height, width, channels]: [number, number, number]): Node {
  const whole = [2 * Math.floor(height / 2), 2 * Math.floor(width / 2)] as const;
  const cut = whole[0] === height ? x : (gather(gather(x, rowsUpTo(whole[0]), { axis: 1 }), rowsUpTo(whole[1]), { axis: 2 }) as Node); // prettier-ignore
  const apart = reshape(cut, [batch, whole[0] / 2, 2, whole[1] / 2, 2, channels]);
  return max<Shape, { axes: number[] }>(apart as Node, { axes: [2, 4] }) as Node;
}

function rowsUpTo(length: number): Node {
  return parameter(Array.from({ length }, (_, n) => n), { dtype: 'int32', name: 'rows' }) as Node; // prettier-ignore
}

describe('summary', () => {
  it('counts 784-128-10 by hand', () => {
    const hidden = relu(denseLayer('dense1', 784, 128)(named('image', 'batch', 784)));
    const found = summary(denseLayer('dense2', 128, 10)(hidden as Node));
    expect(costs(found)).toEqual([
      'image batch·784: 0',
      'dense1 batch·128: 100352',
      'relu1 batch·128: 0',
      'dense2 batch·10: 1280',
    ]);
    expect(found.layers.map(({ operation: what }) => what)).toEqual(['input', 'matmul', 'relu', 'matmul']);
    expect(found.layers.map(({ parameters }) => parameters)).toEqual([0, 784 * 128 + 128, 0, 1290]);
    expect(found.layers.map(({ outputBytes }) => outputBytes)).toEqual([4 * 784, 512, 512, 40]);
    expect(found).toMatchObject({
      parameters: 101_770,
      states: 0,
      bytes: 407_080,
      multiplyAdds: 101_632,
      outputBytes: 4200,
      sizes: { batch: 1 },
      uncounted: [],
    });
  });

  it('counts a network of convolutions, and a whole step with its gradients', () => {
    const image = named('image', 'batch', 28, 28, 1);
    const first = pooled(relu(convLayer('conv2d1', [3, 1, 16])(image)) as Node, 'batch', [26, 26, 16]);
    const second = pooled(relu(convLayer('conv2d2', [3, 16, 32])(first)) as Node, 'batch', [11, 11, 32]);
    const logits = denseLayer('dense1', 800, 10)(reshape(second, ['batch', 800]) as Node);
    const found = summary(logits);
    expect(costs(found).filter(text => !text.endsWith(' 0'))).toEqual([
      `conv2d1 batch·26·26·16: ${26 * 26 * 16 * 9}`,
      `conv2d2 batch·11·11·32: ${11 * 11 * 32 * 9 * 16}`,
      `dense1 batch·10: ${800 * 10}`,
    ]);
    expect(found.multiplyAdds).toBe(97_344 + 557_568 + 8000);
    expect([row(found, 'conv2d1'), row(found, 'conv2d2'), row(found, 'dense1')].map(({ parameters }) => parameters)).toEqual([160, 4640, 8010]); // prettier-ignore
    const loss = sum(logits) as Node;
    const learned = parametersOf(loss).filter(({ name }) => name.includes('/'));
    const step = summary([loss, ...learned.map(one => gradients(loss).of(one as Node))]);
    // The gradient of a product are two products; the image needs none.
    expect(step.multiplyAdds).toBe(3 * found.multiplyAdds - 97_344);
    expect(row(step, '∂conv2d2').multiplyAdds).toBe(2 * 557_568);
    expect(row(step, '∂conv2d1').multiplyAdds).toBe(97_344);
    expect(step.parameters).toBe(found.parameters);
    expect(step.layers.filter(({ operation: what }) => what === 'constant')).toEqual([]);
  });

  it('keeps parameters, and what only steps move, apart', () => {
    const found = summary(batchNormLayer('batchNorm1', 16)(named('x', 'batch', 4, 4, 16)));
    expect(row(found, 'batchNorm1')).toMatchObject({ parameters: 32, states: 32, bytes: 256, multiplyAdds: 0 });
    expect(found).toMatchObject({ parameters: 32, states: 32, bytes: 256 });
    expect(summary(dropoutLayer('dropout1')(named('x', 'batch', 3)))).toMatchObject({ parameters: 0, states: 1 });
  });

  it('counts weights that stay, and says how many are trained', () => {
    const frozen = state(new Array(1200 * 3).fill(0), { name: 'dense1/weight' }) as Node;
    const x = named('x', 'batch', 1200);
    const body = product(x, reshape(frozen, [1200, 3]) as Node);
    const found = summary(denseLayer('head', 3, 2)(batchNormLayer('batchNorm1', 3)(body)));
    expect(found).toMatchObject({ parameters: 8 + 6, frozen: 3600, states: 6, bytes: 4 * 3620 });
    expect(row(found, 'dense1')).toMatchObject({ parameters: 0, frozen: 3600, states: 0 });
    expect(row(found, 'batchNorm1')).toMatchObject({ parameters: 6, frozen: 0, states: 6 });
    expect(String(found)).toContain('14 trained of 3,614 weights, 6 in states, 14,480 bytes');
    expect(String(found).split('\n')[0]).toMatch(/parameters  frozen  states/);
    const counter = state(0, { dtype: 'int32', name: 'count' }) as Node;
    expect(summary(mul(counter, 2) as Node)).toMatchObject({ frozen: 0, states: 1 });
  });

  it('counts parameters that layers share, once', () => {
    const layer = denseLayer('dense1', 5, 5);
    const twice = summary(layer(relu(layer(named('x', 'batch', 5))) as Node));
    expect(costs(twice)).toEqual(['x batch·5: 0', 'dense1 batch·5: 25', 'relu1 batch·5: 0', 'dense1 (2) batch·5: 25']);
    expect(twice.layers.map(({ parameters }) => parameters)).toEqual([0, 30, 0, 0]);
    const table = weights('embedding1/vectors', 7, 3);
    const vectors = gather(table, input('words', ['batch'], 'int32') as Node) as Node;
    const tied = summary(add(product(vectors, transpose(table, [1, 0]) as Node), weights('dense1/bias', 7)) as Node);
    expect(costs(tied)).toEqual(['words batch: 0', 'embedding1 batch·3: 0', 'dense1 batch·7: 21']);
    expect(tied.layers.map(({ parameters }) => parameters)).toEqual([0, 21, 7]);
  });

  it('says what each row reads, in an order in which it comes before', () => {
    const [left, right] = [named('left', 'batch', 3), named('right', 'batch', 3)];
    const both = concat([denseLayer('dense1', 3, 4)(left), relu(right) as Node], { axis: 1 });
    const found = summary(add(denseLayer('dense2', 7, 3)(both as Node), right) as Node);
    expect(Object.fromEntries(found.layers.map(({ name, reads }) => [name, reads]))).toEqual({
      left: [],
      right: [],
      dense1: ['left'],
      relu1: ['right'],
      concat1: ['dense1', 'relu1'],
      dense2: ['concat1'],
      add1: ['dense2', 'right'],
    });
    const seen = new Set<string>();
    for (const { name, reads } of found.layers) {
      for (const read of reads) expect(seen).toContain(read);
      seen.add(name);
    }
  });

  it('gives inputs of one name two', () => {
    const found = summary(add(named('x', 2), named('x', 2)) as Node);
    expect(found.layers.map(({ name }) => name)).toEqual(['x', 'x (2)', 'add1']);
  });

  it('counts the arm of the mode, and lists both', () => {
    const x = named('x', 'batch', 4);
    const root = whenTraining(denseLayer('wide', 4, 10)(x), denseLayer('other', 4, 10)(x));
    const [predicting, training] = [summary(root), summary(root, { training: true })];
    for (const found of [predicting, training]) expect(found.parameters).toBe(100);
    expect(row(training, 'wide')).toMatchObject({ computed: true, multiplyAdds: 40, outputBytes: 40, parameters: 50 });
    expect(row(predicting, 'wide')).toMatchObject({ computed: false, multiplyAdds: 0, outputBytes: 0, parameters: 50 });
    expect([predicting.multiplyAdds, training.multiplyAdds]).toEqual([40, 40]);
    expect(String(predicting)).toMatch(/wide .* – .* –[^]*–: not computed in this mode\./);
    expect(String(training)).toMatch(/other .* – .* –/);
  });

  it('counts per example, or for sizes that it is given', () => {
    const y = denseLayer('dense1', 4, 5)(named('x', 'batch', 'time', 4));
    const found = summary(y, { sizes: { time: 100 } });
    expect(found).toMatchObject({ multiplyAdds: 100 * 20, sizes: { batch: 1, time: 100 }, outputBytes: 400 * 9 });
    expect(summary(y, { sizes: { time: 100, batch: 32 } }).multiplyAdds).toBe(32 * 2000);
    expect(summary(y, { sizes: { time: 0 } })).toMatchObject({ multiplyAdds: 0, parameters: 25 });
    expect(found.layers.at(-1)!.shape).toEqual(['batch', 'time', 5]);
    expect(String(found)).toContain('for batch = 1, time = 100');
    const longer = conv2d(named('image', 'batch', 'height', 'width', 2) as never, weights('w', 3, 3, 2, 4) as never);
    expect(summary(longer as Node, { sizes: { height: 10, width: 8 } }).multiplyAdds).toBe(8 * 6 * 4 * 18);
  });

  it('refuses sizes that are missing, misspelled or wrong', () => {
    const y = cumsum(named('x', 'batch', 'time'), { axis: 1 }) as Node;
    expect(() => summary(y)).toThrow(
      "summary: every dynamic axis but the first must have a size, got none for 'time'. Try summary(node, { sizes: { time: 100 } }).",
    );
    expect(() => summary(y, { sizes: { tme: 3 } })).toThrow("got 'tme'. Did you mean 'time'?");
    expect(() => summary(y, { sizes: { time: 1.5 } })).toThrow(
      "the size of 'time' must be a whole number from 0, got 1.5",
    );
    expect(() => summary(y, { sizes: 3 as never })).toThrow('summary: sizes must be an object, got 3.');
    expect(() => summary(y, { size: {} } as never)).toThrow("Did you mean 'sizes'?");
    expect(() => summary(relu(named('x', 3)) as Node, { sizes: { batch: 2 } })).toThrow('sizes must name dynamic axes');
  });

  it('refuses what is no node', () => {
    for (const wrong of [undefined, 3, 'dense', {}, [3]])
      expect(() => summary(wrong as never)).toThrow('summary: inputs must be nodes, got');
  });

  it('takes nodes without types, and does not guess what a custom operation costs', () => {
    const own = operation({ name: 'own', shape: ([x]) => x!, kernel: (y, [x]) => y.data.set(x!.data) });
    const found = summary(own(denseLayer('dense1', 2, 3)(named('x', 'batch', 2))));
    expect(costs(found)).toEqual(['x batch·2: 0', 'dense1 batch·3: 6', 'own1 batch·3: 0']);
    expect(found).toMatchObject({ multiplyAdds: 6, uncounted: ['own'] });
    expect(String(found)).toContain('Not counted, as these are custom operations: own.');
  });

  it('has a section for the gradient of each layer, in both modes', () => {
    const x = dropoutLayer('dropout1')(
      batchNormLayer('batchNorm1', 4)(denseLayer('dense1', 3, 4)(named('x', 'batch', 3))),
    );
    const loss = sum(layerNormLayer('layerNorm1', 4)(relu(x) as Node)) as Node;
    const slopes = parametersOf(loss).map(one => gradients(loss).of(one as Node));
    const found = summary([loss, ...slopes], { training: true });
    const names = found.layers.map(({ name }) => name);
    for (const name of ['dense1', 'batchNorm1', 'dropout1', 'relu1', 'layerNorm1']) {
      expect(names.filter(one => one === name)).toHaveLength(1);
      expect(names.filter(one => one === `∂${name}`)).toHaveLength(1);
    }
    expect(row(found, '∂dense1').multiplyAdds).toBe(12);
    for (const name of names.filter(one => one.startsWith('∂'))) expect(row(found, name).computed).toBe(true);
    expect(found.multiplyAdds).toBe(24);
    const alone = summary(
      gradients(sum(x) as Node).of(parametersOf(x).find(({ name }) => name === 'dense1/weight') as Node),
    );
    expect(alone.layers.map(({ name }) => name)).toContain('∂dense1');
    expect(new Set(alone.layers.map(({ name }) => name)).size).toBe(alone.layers.length);
  });

  it('gives registers of no layer to the operations that read them', () => {
    const y = add(product(named('x', 'batch', 2), weights('w', 2, 3)), weights('b', 3)) as Node;
    const found = summary(y);
    expect(found.layers.map(({ name, parameters }) => [name, parameters])).toEqual([['x', 0], ['matmul1', 6], ['add1', 3]]); // prettier-ignore
    expect(summary(parameter([1, 2, 3], { name: 'w', dtype: 'float64' }) as Node).layers).toEqual([
      { name: 'w', operation: 'parameter', shape: [3], reads: [], parameters: 3, frozen: 0, states: 0, bytes: 24, multiplyAdds: 0, outputBytes: 24, computed: true }, // prettier-ignore
    ]);
  });

  it('has a row for an operation that is made of several, and none for the axes that it leaves out', () => {
    const found = summary(softmax(mul(sum(named('x', 'batch', 3, 4), { axes: 1 }), 2)) as Node);
    expect(found.layers.map(({ name, operation: what }) => `${name}: ${what}`)).toEqual([
      'x: input',
      'sum1: sum',
      'mul1: mul',
      'sub1: max sub',
      'exp1: exp',
      'div1: sum div',
    ]);
  });

  it('is a table whose columns are aligned, with those that say something', () => {
    const x = named('x', 'batch', 1200);
    const text = String(summary(relu(denseLayer('dense1', 1200, 3)(x)) as Node));
    expect(text.split('\n')).toEqual([
      'layer   operation  output         parameters  multiply-adds  output bytes',
      '─────────────────────────────────────────────────────────────────────────',
      'x       input      [batch, 1200]           0              0         4,800',
      'dense1  matmul     [batch, 3]          3,603          3,600            12',
      'relu1   relu       [batch, 3]              0              0            12',
      '─────────────────────────────────────────────────────────────────────────',
      '3,603 parameters, 14,412 bytes',
      '3,600 multiply-adds and 4,824 bytes of outputs for batch = 1',
    ]);
    expect(String(summary(add(x, relu(x)) as Node)).split('\n')[0]).not.toContain('reads');
    expect(String(summary(batchNormLayer('batchNorm1', 4)(named('x', 'batch', 4)))).split('\n')[0]).toContain('states');
    const other = named('other', 'batch', 1200);
    expect(String(summary(add(x, other) as Node)).split('\n')[0]).toContain('reads');
  });

  it.each(['\x1b]0;title\x07', '\u202eab', 'a\r\nb', 'x'.repeat(1e5)])('moves no cursor by the name %j', name => {
    const x = parameter([1, 2], { name }) as Node;
    const text = String(summary(mul(x, named(name, 'batch', 2)) as Node));
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text.split('\n')).toHaveLength(7);
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThan(120);
  });

  it('goes through a chain of 10,000 nodes', () => {
    let top = named('x', 'batch', 2);
    for (let n = 0; n < 10_000; n++) top = mul(top, 2) as Node;
    expect(summary(top).layers).toHaveLength(10_001);
  });

  it('computes nothing', () => {
    let calls = 0;
    const own = operation({ name: 'own', shape: ([x]) => x!, kernel: () => void calls++ });
    const y = own(parameter([1, 2]) as Node);
    summary(y);
    expect(calls).toBe(0);
    y.subscribe().unsubscribe();
    expect(calls).toBe(1);
  });
});
