import { add, input, parameter, parametersOf, read, state, type Node } from '@thalweg/graph';
import { batchNorm, conv2d, dense, embedding, flatten, gru, multiHeadAttention, relu, sequential } from '@thalweg/nn';
import { ContractError, encodeSafetensors, tensor, type ByteSource, type Tensor } from '@thalweg/tensor';
import { StateError } from '@thalweg/train';
import { describe, expect, it } from 'vitest';
import { loadSafetensors, loadWeights, weightsOf } from '../index.ts';

const row = (): Node => input('x', ['batch', 2]) as Node;
const valueOf = (node: Node, name: string): unknown =>
  read(parametersOf(node).find(parameter => parameter.name === name)!).toArray();

/** A network of two layers, and its weights in PyTorch's names. */
function network(): { y: Node; state: Record<string, Tensor> } {
  const y = row().pipe(dense(3), relu(), dense(2)) as Node;
  const state = {
    'fc1.weight': tensor([[1, 2], [3, 4], [5, 6]]), 'fc1.bias': tensor([7, 8, 9]),
    'fc2.weight': tensor([[1, 2, 3], [4, 5, 6]]), 'fc2.bias': tensor([7, 8]),
  }; // prettier-ignore
  return { y, state };
}

const torch = { convention: 'pytorch', names: { 'dense*': 'fc*' } } as const;

describe('loadWeights', () => {
  it('takes the names of whole layers, and turns products over, in the convention of PyTorch', () => {
    const { y, state } = network();
    const { loaded, reordered, initialized, dropped } = loadWeights(y, state, torch);
    expect(loaded).toEqual({
      'dense1/weight': 'fc1.weight', 'dense1/bias': 'fc1.bias', 'dense2/weight': 'fc2.weight', 'dense2/bias': 'fc2.bias',
    }); // prettier-ignore
    expect([reordered, initialized, dropped]).toEqual([['dense1/weight', 'dense2/weight'], [], []]);
    expect(valueOf(y, 'dense1/weight')).toEqual([[1, 3, 5], [2, 4, 6]]); // prettier-ignore
  });

  it('names everything that does not fit in one error, with the nearest names, and sets nothing', () => {
    const { y, state } = network();
    const before = weightsOf(y);
    const { 'fc1.bias': bias, ...others } = state;
    const wrong = { ...others, 'fc_1.bias': bias!, 'fc2.weight': tensor([[1, 4], [2, 5], [3, 6]]) }; // prettier-ignore
    const load = (): unknown => loadWeights(y, wrong, { ...torch, names: { ...torch.names, dense3: 'fc3' } });
    expect(load).toThrow(StateError);
    expect(load).toThrow(
      "loadWeights: the file must have a tensor for each parameter and state, and nothing else, got no 'fc1.bias' for " +
        "'dense1/bias' (is it 'fc_1.bias'?); 'fc2.weight' is [3, 2], the other way round, and 'dense2/weight' [3, 2] needs " +
        "[2, 3]; 'fc_1.bias' for nothing; a key 'dense3' of no parameter (is it 'dense1'?). Map names with { names }, or " +
        "accept it with { missing: 'initial', extra: 'drop' }.",
    );
    expect(weightsOf(y)).toEqual(before);
  });

  it('names a dozen of many, and counts the others', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`t${i}`, [0]]));
    expect(() => loadWeights(row().pipe(dense(1)) as Node, many, { missing: 'initial' })).toThrow('and 488 more such');
  });

  it('keeps what the file lacks and drops what nothing reads, where that is accepted', () => {
    const { y, state } = network();
    delete (state as Partial<typeof state>)['fc1.bias'];
    const given = { ...state, 'head.weight': tensor([1]) };
    const { initialized, dropped } = loadWeights(y, given, { ...torch, missing: 'initial', extra: 'drop' });
    expect([initialized, dropped]).toEqual([['dense1/bias'], ['head.weight']]);
    expect(valueOf(y, 'dense1/bias')).toEqual([0, 0, 0]);
    expect(valueOf(y, 'dense2/bias')).toEqual([7, 8]);
  });

  it('takes our own names and axes without a convention', () => {
    const y = row().pipe(dense(2)) as Node;
    loadWeights(y, { 'dense1/weight': [[1, 2], [3, 4]], 'dense1/bias': [5, 6] }); // prettier-ignore
    expect(valueOf(y, 'dense1/weight')).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  });

  it('transposes what is listed, what a function chooses, or all products', () => {
    const given = { 'a/weight': [[1, 2], [3, 4]], 'a/bias': [0, 0], 'b/weight': [[1, 2], [3, 4]], 'b/bias': [0, 0] }; // prettier-ignore
    const first = (transpose: boolean | readonly string[] | ((name: string) => boolean)): unknown[] => {
      const y = row().pipe(dense(2, { name: 'a' }), dense(2, { name: 'b' })) as Node;
      loadWeights(y, given, { transpose });
      return ['a/weight', 'b/weight'].map(name => (valueOf(y, name) as number[][])[0]![1]);
    };
    expect(first(true)).toEqual([3, 3]);
    expect(first(false)).toEqual([2, 2]);
    expect(first(['b/weight'])).toEqual([2, 3]);
    expect(first(name => name === 'a/weight')).toEqual([3, 2]);
    expect(() => first(['c/weight'])).toThrow("a key 'c/weight' of no parameter");
  });

  it('prefers the key that has most of a name, and a place of its own for each', () => {
    const y = input('x', ['batch', 4]).pipe(
      dense(4, { name: 'block1/first' }), dense(4, { name: 'block1/second' }),
    ) as Node; // prettier-ignore
    const names = {
      'block*': (number: string) => `layers.${Number(number) - 1}`,
      'block1/second': { name: 'other', transpose: false },
      'block1/second/bias': 'offsets',
    };
    const zeros = tensor(new Float32Array(16), { shape: [4, 4] });
    const state = {
      'layers.0.first.weight': zeros, 'layers.0.first.bias': [1, 1, 1, 1], 'other.weight': zeros, offsets: [2, 2, 2, 2],
    }; // prettier-ignore
    const { loaded, reordered } = loadWeights(y, state, { convention: 'pytorch', names });
    expect(loaded['block1/second/bias']).toBe('offsets');
    expect(loaded['block1/first/bias']).toBe('layers.0.first.bias');
    expect(reordered).toEqual(['block1/first/weight']);
  });

  it('takes parts of packed tensors, along any axis', () => {
    const attend = multiHeadAttention(1, { bias: false, name: 'a' });
    const y = input('x', ['batch', 'time', 1]).pipe(attend) as Node;
    const part = (part: number) => ({ name: 'c_attn', part, of: 3, axis: 1, transpose: false });
    const names = { 'a/query': part(0), 'a/key': part(1), 'a/value': part(2), 'a/output': 'c_proj' };
    const plain = { ...names, 'a/output/weight': 'c_proj' };
    loadWeights(y, { 'c_attn/weight': [[1, 2, 3]], c_proj: [[4]] }, { names: plain });
    expect(['query', 'key', 'value', 'output'].map(name => valueOf(y, `a/${name}/weight`))).toEqual([
      [[1]],
      [[2]],
      [[3]],
      [[4]],
    ]);
    expect(() => loadWeights(y, { 'c_attn/weight': [[1, 2, 3, 4]], c_proj: [[4]] }, { names: plain })).toThrow(
      "'c_attn/weight' is [1, 4], and 'a/query/weight' [1, 1] needs [1, 3]",
    );
    expect(() => loadWeights(y, {}, { names: { 'a/query': { name: 'c', part: 3, of: 3 } } })).toThrow(
      "the place of 'a/query' must be a part that exists, got part 3 of 3 along axis 0. Parts count from 0.",
    );
  });

  it('asks a function for each name, and the convention for what it leaves out', () => {
    const { y, state } = network();
    const names = (name: string): string | undefined => name.replace(/^dense(\d)\//, 'fc$1.');
    expect(Object.keys(loadWeights(y, state, { convention: 'pytorch', names }).loaded)).toHaveLength(4);
    const named = row().pipe(dense(1, { name: 'fc' })) as Node;
    const own = { 'fc.weight': [[1, 2]], 'fc.bias': [3] };
    expect(loadWeights(named, own, { convention: 'pytorch', names: () => undefined }).initialized).toEqual([]);
  });

  it('turns nothing over that the model itself reads transposed', () => {
    const words = embedding(3, 2, { name: 'words' });
    const decode = dense(3, { weight: () => words.vectors, transposeWeight: true, name: 'head' });
    const y = (input('word', ['batch'], 'int32') as Node).pipe(words as never, decode as never) as Node;
    const state = { 'words.weight': [[1, 2], [3, 4], [5, 6]], 'head.bias': [0, 0, 0] }; // prettier-ignore
    loadWeights(y, state, { convention: 'pytorch' });
    expect(read(words.vectors).toArray()).toEqual(state['words.weight']);
  });

  it('sorts the rows below a flattened image, unless the options say that channels come last', () => {
    const model = (): Node =>
      input('image', ['batch', 1, 2, 1]).pipe(
        sequential(conv2d(2, 1, { name: 'c' }), flatten(), dense(1, { name: 'd' })) as never,
      ) as Node;
    const state = { 'c.weight': [[[[1]]], [[[2]]]], 'c.bias': [0, 0], 'd.weight': [[1, 2, 3, 4]], 'd.bias': [0] };
    const [sorted, same] = [model(), model()];
    loadWeights(sorted, state, { convention: 'pytorch' });
    loadWeights(same, state, { convention: 'pytorch', channelsFirst: false });
    // PyTorch's order is (channel, place), ours (place, channel).
    expect([valueOf(sorted, 'd/weight'), valueOf(same, 'd/weight')]).toEqual([
      [[1], [3], [2], [4]],
      [[1], [2], [3], [4]],
    ]);
  });

  it('loads running statistics, and needs no count of batches', () => {
    const y = row().pipe(batchNorm({ name: 'n' })) as Node;
    const state = {
      'n.weight': [1, 2], 'n.bias': [3, 4], 'n.running_mean': [5, 6], 'n.running_var': [7, 8], 'n.num_batches_tracked': 9,
    }; // prettier-ignore
    const { loaded, dropped } = loadWeights(y, state, { convention: 'pytorch' });
    expect([Object.keys(loaded).length, dropped]).toEqual([4, ['n.num_batches_tracked']]);
    expect(weightsOf(y)['n/mean']!.toArray()).toEqual([5, 6]);
  });

  it('keeps states that PyTorch does not save, such as the carry of a layer', () => {
    const y = (input('x', ['batch', 'time', 1]) as Node).pipe(
      gru(1, { name: 'g', stateful: { rows: 1 } } as never) as never,
    ) as Node;
    const state = {
      'g.weight_ih_l0': [[1], [2], [3]], 'g.weight_hh_l0': [[1], [2], [3]], 'g.bias_ih_l0': [1, 2, 3], 'g.bias_hh_l0': [1, 2, 3],
    }; // prettier-ignore
    const { loaded, initialized } = loadWeights(y, state, { convention: 'pytorch' });
    expect(Object.keys(loaded)).toHaveLength(4);
    expect(Object.keys(weightsOf(y, { convention: 'pytorch' })).sort()).toEqual(Object.keys(state).sort());
    expect(initialized.every(name => !(name in loaded))).toBe(true);
  });

  it('tells parameters of one name apart by numbers', () => {
    const y = add(parameter(0, { name: 'w' }), parameter(0, { name: 'w' })) as Node;
    loadWeights(y, { w: 1, 'w (2)': 2 });
    expect(read(y).item()).toBe(3);
  });

  it('converts numbers to the dtype of a register, or says that they do not fit', () => {
    const counts = state(tensor([0, 0], { dtype: 'int32' }), { name: 'counts' });
    loadWeights(counts as Node, { counts: [3, 4] });
    expect(read(counts).data).toEqual(Int32Array.of(3, 4));
    expect(() => loadWeights(counts as Node, { counts: [0.5, 1] })).toThrow(
      "'counts' for 'counts': int32 elements must be whole numbers from −2³¹ to 2³¹ − 1, got 0.5",
    );
  });

  it('sets several models at once', () => {
    const [a, b] = [parameter(0, { name: 'a' }), parameter(0, { name: 'b' })];
    expect(Object.keys(loadWeights([a as Node, b as Node], { a: 1, b: 2 }).loaded)).toEqual(['a', 'b']);
  });

  it('refuses wrong calls in words', () => {
    const w = parameter(0, { name: 'w' }) as Node;
    expect(() => loadWeights(3 as never, {})).toThrow('loadWeights');
    expect(() => loadWeights(w, new Uint8Array(3) as never)).toThrow('Try loadSafetensors.');
    expect(() => loadWeights(w, { w: 1 }, { convention: 'torch' as never })).toThrow("Did you mean 'pytorch'?");
    expect(() => loadWeights(w, { w: 1 }, { name: {} } as never)).toThrow("Did you mean 'names'?");
    expect(() => loadWeights(w, { w: 1 }, { names: 'w' as never })).toThrow('names must be a table or a function');
    expect(() => loadWeights(w, { w: 1 }, { names: { w: 3 as never } })).toThrow("the name of 'w' must be a text, got");
    expect(() => loadWeights(w, { w: 1 }, { transpose: 1 as never })).toThrow('transpose must be a boolean, names');
    expect(() => loadWeights(w, { w: 1 }, { extra: 'keep' as never })).toThrow("'error', 'drop'");
  });
});

describe('loadSafetensors', () => {
  it('reads the header and the tensors that it needs, and nothing else', () => {
    const big = tensor(new Float32Array(5000));
    const bytes = encodeSafetensors({ big, 'fc.weight': tensor([[1, 2]]), 'fc.bias': tensor([3]) });
    let read = 0;
    const source: ByteSource = {
      length: bytes.length,
      read: (begin, into) => {
        read += into.length;
        into.set(bytes.subarray(begin, begin + into.length));
      },
    };
    const y = row().pipe(dense(1, { name: 'fc' })) as Node;
    loadSafetensors(y, source, { convention: 'pytorch', extra: 'drop' });
    expect(valueOf(y, 'fc/weight')).toEqual([[1], [2]]);
    expect(read).toBe(bytes.length - 20_000);
  });

  it('says what is wrong with the bytes', () => {
    expect(() => loadSafetensors(row(), new Uint8Array(3))).toThrow(ContractError);
  });
});

describe('weightsOf', () => {
  it('returns what loadWeights takes', () => {
    const { y, state } = network();
    loadWeights(y, state, torch);
    expect(weightsOf(y, torch)).toEqual(state);
  });

  it('refuses a place for two parameters, parts that are nobody’s, and unknown names', () => {
    const y = row().pipe(dense(2)) as Node;
    expect(() => weightsOf(y, { names: () => 'same' })).toThrow("'same' must have one parameter, got 2");
    expect(() => weightsOf(y, { names: { 'dense1/bias': { name: 'b', part: 1, of: 2 } } })).toThrow(
      "'b' must have a parameter for each of its 2 parts, got 1",
    );
    expect(() => weightsOf(y, { names: { dense2: 'fc' } })).toThrow('names must be those of parameters, got dense2');
  });
});
