import type { WeightPlace } from './weight-place.ts';

/** PyTorch's names of the parts of layers, by ours. */
const parts: Readonly<Record<string, string>> = {
  scale: 'weight',
  offset: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
  vectors: 'weight',
  slope: 'weight',
};

/** PyTorch's names of the parts of recurrent layers. */
const cells: Readonly<Record<string, string>> = {
  inputWeight: 'weight_ih',
  recurrentWeight: 'weight_hh',
  inputBias: 'bias_ih',
  recurrentBias: 'bias_hh',
};

/** The names of the parts of a transformer's block. */
const blocks: readonly (readonly [ours: RegExp, theirs: string])[] = [
  [/\.attention$/, '.self_attn'],
  [/\.hidden$/, '.linear1'],
  [/\.output$/, '.linear2'],
];

/** The parts of attention that PyTorch packs in one tensor, in its order. */
const packed = ['query', 'key', 'value'];

/** True for what a state dict has that no layer of ours needs. */
export function isNeedless(name: string): boolean {
  return /(^|\.)num_batches_tracked$/.test(name);
}

/**
 * Returns the places where a PyTorch state dict may have a parameter or a state with a name such as `conv1/weight`, the most
 * likely one first.
 */
export function pytorchPlaces(name: string): WeightPlace[] {
  const path = name.split('/');
  const part = path.pop()!;
  if (path.length === 0) return [{ name }];
  const product = path.at(-1)!;
  const isPart = path.length > 1 && [...packed, 'output'].includes(product);
  const inAttention = isPart ? attentionPlaces(modulesOf(path.slice(0, -1)), product, part) : [];
  return [...inAttention, ...modulesOf(path).flatMap(module => placesIn(module, part))];
}

/** The names of a module, as those of a transformer's block may have another one. */
function modulesOf(path: readonly string[]): string[] {
  const module = path.join('.');
  return [
    ...blocks.filter(([ours]) => ours.test(module)).map(([ours, theirs]) => module.replace(ours, theirs)),
    module,
  ];
}

function attentionPlaces(modules: readonly string[], product: string, part: string): WeightPlace[] {
  return modules.flatMap((module): WeightPlace[] => {
    if (product === 'output') return [{ name: `${module}.out_proj.${part}` }];
    const whole = { name: `${module}.in_proj_${part}`, part: packed.indexOf(product), of: packed.length };
    // Keys of another width than the queries are not packed.
    return [whole, ...(part === 'weight' ? [{ name: `${module}.${product[0]}_proj_weight` }] : [])];
  });
}

function placesIn(module: string, part: string): WeightPlace[] {
  const cell = Object.hasOwn(cells, part) ? cells[part]! : undefined;
  if (cell !== undefined) return cellPlaces(module, cell);
  const theirs = Object.hasOwn(parts, part) ? parts[part]! : part;
  // What is no module's, but a parameter itself, has no part in its name.
  return [`${module}.${theirs}`, ...(part === 'vectors' ? [module] : [])].map(name => ({ name }));
}

/** A layer of several cells has their numbers after the names: `rnn_l1_reverse` is a cell of the module `rnn`. */
function cellPlaces(module: string, cell: string): WeightPlace[] {
  const [, layer, suffix] = /^(.+)(_l\d+(?:_reverse)?)$/.exec(module) ?? [];
  if (layer !== undefined) return [{ name: `${layer}.${cell}${suffix}` }];
  return [{ name: `${module}.${cell}_l0` }, { name: `${module}.${cell}` }];
}
