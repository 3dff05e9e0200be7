import { constant, input, parametersOf, read, type Node } from '@thalweg/graph';
import { decodeSafetensors, encodeSafetensors, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { gru, lru, lstm, rnn, setTorchState, torchState, type TorchLayer } from '../index.ts';

const x = (): Node => input('x', ['batch', 'time', 2]) as Node;

/** `weight_ih_l0` and so on, of a layer of two inputs and three units, as `nn.GRU(2, 3, 2, bidirectional=True)` names them. */
const NAMES = [0, 1].flatMap(layer =>
  ['', '_reverse'].flatMap(way =>
    ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(part => `${part}_l${layer}${way}`),
  ),
);

const plain = (state: Record<string, Tensor>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [name, value.toArray()]));

describe('the state of PyTorch’s layer', () => {
  it('has its names and shapes, in its order', () => {
    const layer = gru(3, { layers: 2, bidirectional: true });
    layer(x());
    const state = torchState(layer);
    expect(Object.keys(state)).toEqual(NAMES);
    const shapes = ['weight_ih_l0', 'weight_hh_l0', 'bias_hh_l0', 'weight_ih_l1_reverse'].map(
      name => state[name]!.shape,
    );
    expect(shapes).toEqual([[9, 2], [9, 3], [9], [9, 6]]); // prettier-ignore
    const w = read(layer.cells[0]!.inputWeight).toArray() as number[][];
    expect(state['weight_ih_l0']!.toArray()).toEqual(w[0]!.map((_, column) => w.map(row => row[column]!)));
  });

  it.each([
    ['gru', (options?: object) => gru(3, options as object) as unknown as TorchLayer & ((x: Node) => Node)],
    ['lstm', (options?: object) => lstm(3, options as object) as unknown as TorchLayer & ((x: Node) => Node)],
    ['rnn', (options?: object) => rnn(3, options as object) as unknown as TorchLayer & ((x: Node) => Node)],
  ])('of %s goes from layer to layer, as tensors, as JSON and as a file', (_kind, make) => {
    const value = constant([[[1, 2], [-1, 0.5]]]) as Node; // prettier-ignore
    for (const options of [{}, { layers: 2, bidirectional: true }, { bias: false }]) {
      const donor = make({ ...options, seed: 7 });
      const wanted = read(donor(value)).toArray();
      const state = torchState(donor);
      const forms = [
        state,
        JSON.parse(JSON.stringify(plain(state))),
        decodeSafetensors(encodeSafetensors(state)).tensors,
      ];
      for (const form of forms as (typeof state)[]) {
        const heir = make(options);
        const y = heir(value);
        expect(read(y).toArray()).not.toEqual(wanted);
        setTorchState(heir, form);
        expect(read(y).toArray()).toEqual(wanted);
      }
    }
  });

  it('is refused as a whole if a name or a shape is another', () => {
    const layer = gru(3);
    const y = layer(x()) as Node;
    const before = parametersOf(y).map(one => read(one as Node).toArray());
    const state = torchState(layer);
    const { bias_hh_l0: _, ...fewer } = state;
    expect(() => setTorchState(layer, fewer)).toThrow('the names must be weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0');
    expect(() => setTorchState(layer, { ...state, weight_ih_l1: [[1]] })).toThrow('Check the number of layers');
    expect(() => setTorchState(layer, { ...plain(state), weight_hh_l0: [[1, 2]] } as never)).toThrow('weight_hh_l0 must have the shape [9, 3], got [1, 2]');
    expect(() => setTorchState(layer, undefined as never)).toThrow('the names must be');
    expect(parametersOf(y).map(one => read(one as Node).toArray())).toEqual(before);
  }); // prettier-ignore

  it('needs a layer that PyTorch has, after its first application', () => {
    expect(() => torchState(gru(3))).toThrow('must be applied before');
    for (const layer of [lru(3), 3, undefined, {}])
      for (const use of [torchState, setTorchState])
        expect(() => use(layer as never, {})).toThrow('the layer must be rnn, gru or lstm');
  });

  it('is not set where the weights are no parameters', () => {
    const layer = rnn(1, { inputWeight: constant([[1], [1]]) as Node, bias: false });
    layer(x());
    expect(() => setTorchState(layer, { weight_ih_l0: [[1, 1]], weight_hh_l0: [[1]] })).toThrow('weight_ih_l0 must be a parameter');
  }); // prettier-ignore
});
