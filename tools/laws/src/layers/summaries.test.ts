import { gradients, input, parametersOf, sum, type Node } from '@thalweg/graph';
import { summary } from '@thalweg/inspect';
import * as nn from '@thalweg/nn';
import { exportOnnx, importOnnx } from '@thalweg/onnx';
import { sizeOf, type Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';

/** A layer, the shape that it is applied to, the name of its row and its multiply-adds for an example. */
interface Row {
  readonly layer: (x: never) => unknown;
  readonly shape: Shape;
  readonly name: string;
  readonly multiplyAdds?: number;
}

const IMAGE = ['batch', 6, 6, 4] as const;
const VECTOR = ['batch', 5] as const;
const SEQUENCE = ['batch', 3, 4] as const;

const rows: readonly Row[] = [
  { name: 'dense1', layer: nn.dense(3), shape: VECTOR, multiplyAdds: 5 * 3 },
  { name: 'dropout1', layer: nn.dropout(0.5), shape: VECTOR },
  { name: 'batchNorm1', layer: nn.batchNorm(), shape: IMAGE },
  { name: 'layerNorm1', layer: nn.layerNorm(), shape: IMAGE },
  { name: 'rmsNorm1', layer: nn.rmsNorm(), shape: IMAGE },
  { name: 'groupNorm1', layer: nn.groupNorm(2), shape: IMAGE },
  { name: 'conv1d1', layer: nn.conv1d(3, 2), shape: ['batch', 6, 4], multiplyAdds: 5 * 3 * 2 * 4 },
  { name: 'conv2d1', layer: nn.conv2d(3, 2), shape: IMAGE, multiplyAdds: 5 * 5 * 3 * 2 * 2 * 4 },
  { name: 'convTranspose2d1', layer: nn.convTranspose2d(3, 2), shape: IMAGE, multiplyAdds: 6 * 6 * 4 * 2 * 2 * 3 },
  { name: 'depthwiseConv2d1', layer: nn.depthwiseConv2d(2), shape: IMAGE, multiplyAdds: 5 * 5 * 4 * 2 * 2 },
  { name: 'spatialDropout1', layer: nn.spatialDropout(0.5), shape: IMAGE },
  { name: 'gaussianDropout1', layer: nn.gaussianDropout(0.5), shape: IMAGE },
  { name: 'maxPool1', layer: nn.maxPool(2), shape: IMAGE },
  { name: 'averagePool1', layer: nn.averagePool(2), shape: IMAGE },
  { name: 'embedding1', layer: nn.embedding(7, 3), shape: ['batch'] },
  { name: 'gru1', layer: nn.gru(3), shape: ['batch', 6, 4], multiplyAdds: 6 * 3 * 3 * (4 + 3) },
  { name: 'lstm1', layer: nn.lstm(3), shape: ['batch', 6, 4], multiplyAdds: 6 * 4 * 3 * (4 + 3) },
  {
    name: 'multiHeadAttention1',
    layer: nn.multiHeadAttention(2),
    shape: SEQUENCE,
    multiplyAdds: 4 * 3 * 4 * 4 + 2 * 3 * 3 * 4,
  },
  { name: 'learnedPositions1', layer: nn.learnedPositions(3), shape: SEQUENCE },
  { name: 'relu1', layer: nn.relu(), shape: VECTOR },
];

const through = (layer: (x: never) => unknown, x: Node): Node => layer(x as never) as Node;

describe('summary', () => {
  it.each(rows)('has one row for $name, and one for its gradient', ({ layer, shape, name, multiplyAdds = 0 }) => {
    const x = input('x', shape, name === 'embedding1' ? 'int32' : 'float32') as Node;
    const y = through(layer, name === 'embedding1' ? x : through(nn.tanh(), x));
    const before = name === 'embedding1' ? ['x'] : ['x', 'tanh1'];
    const root = sum(through(nn.sigmoid(), y)) as Node;
    for (const training of [false, true]) {
      const found = summary(root, { training });
      expect(found.layers.map(row => row.name)).toEqual([...before, name, 'sigmoid1', 'sum1']);
      expect(found.layers[before.length]).toMatchObject({ multiplyAdds, shape: y.shape, computed: true });
      expect(found.parameters).toBe(parametersOf(root).reduce((total, one) => total + sizeOf(one.shape), 0));
    }
    const slopes = parametersOf(root).map(one => gradients(root).of(one as Node));
    const names = summary([root, ...slopes]).layers.map(row => row.name);
    if (slopes.length > 0) expect(names).toContain(`∂${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says what is frozen: by frozen, by lora, and of an ONNX file', () => {
    const image = input('image', ['batch', 6, 6, 1]) as Node;
    const layers = [nn.conv2d(4, 3), nn.batchNorm(), nn.relu(), nn.flatten(), nn.dense(3)] as ((x: never) => unknown)[];
    const net = layers.reduce((x, layer) => through(layer, x), image);
    const counts = (y: unknown): unknown[] => {
      const found = summary(y as Node);
      const rows = found.layers.filter(({ parameters, frozen }) => parameters + frozen > 0);
      return [
        ...rows.map(({ name, parameters, frozen }) => [name, parameters, frozen]),
        String(found).split('\n').at(-2),
      ];
    };
    const [conv, norm] = [['conv2d1', 0, 40], ['batchNorm1', 0, 16]]; // prettier-ignore
    expect(counts(through(nn.dense(2, { name: 'head' }), through(nn.frozen(), net)))).toEqual([conv, norm, ['dense1', 0, 195], ['head', 8, 0], '8 trained of 259 weights, 1,036 bytes']); // prettier-ignore
    expect(counts(through(nn.lora({ rank: 1 }), net))).toEqual([['conv2d1', 13, 40], norm, ['dense1', 67, 195], '80 trained of 331 weights, 1,324 bytes']); // prettier-ignore
    const file = importOnnx(exportOnnx(net), { trainable: ['dense1/weight', 'dense1/bias'] });
    expect(counts(file.prediction)).toEqual([
      conv,
      norm,
      ['dense1', 195, 0],
      '195 trained of 251 weights, 1,004 bytes',
    ]);
    expect(String(summary(file.prediction)).split('\n')[0]).toContain('parameters  frozen');
    expect(String(summary(net))).not.toContain('frozen');
  });

  it('reads like the pipeline of a network of images', () => {
    const image = input('image', ['batch', 8, 8, 1]);
    const conv = image.pipe(nn.conv2d(4, 3, { padding: 'same' }), nn.batchNorm(), nn.relu(), nn.maxPool(2)) as Node;
    const logits = [nn.flatten(), nn.dropout(0.3), nn.dense(10)].reduce((x, layer) => through(layer as never, x), conv);
    const found = summary(logits);
    const names = ['image', 'conv2d1', 'batchNorm1', 'relu1', 'maxPool1', 'reshape1', 'dropout1', 'dense1'];
    expect(found.layers.map(({ name }) => name)).toEqual(names);
    expect(found.layers.map(({ reads }) => reads)).toEqual(names.map((_, n) => names.slice(0, n).slice(-1)));
    expect(String(found).split('\n')[0]).not.toContain('reads');
  });

  it('has a row for each layer of a block', () => {
    const x = input('x', SEQUENCE) as Node;
    const found = summary(x.pipe(nn.transformerBlock(2, { hidden: 5, dropout: 0.1 }) as never) as Node, {
      training: true,
    });
    const own = [
      'norm1',
      'attention.dropout',
      'attention',
      'attentionDropout',
      'norm2',
      'hidden',
      'hiddenDropout',
      'output',
      'outputDropout',
    ];
    const names = found.layers.map(({ name }) => name);
    expect(names.filter(name => name.startsWith('transformerBlock1.'))).toEqual(
      own.map(part => `transformerBlock1.${part}`),
    );
    expect(names.filter(name => !name.includes('.'))).toEqual(['x', 'add1', 'relu1', 'add2']);
    expect(found.layers.find(({ name }) => name.endsWith('attention'))).toMatchObject({
      multiplyAdds: 4 * 3 * 4 * 4 + 2 * 3 * 3 * 4,
    });
  });
});
