import { constant, feed, type Node, read, type Register, slice } from '@thalweg/graph';
import { ContractError, printShape, sameShape, type Shape, type Sizes, tensor, type Tensor } from '@thalweg/tensor';
import { nearestName, oneOf, optionsOf } from '@thalweg/tensor/engine';
import { StateError } from '@thalweg/train/state-error';
import { checkedOptions } from './checked-options.ts';
import { isNeedless } from './name-table.ts';
import type { StoredWeight, StoredWeights } from './stored-weights.ts';
import type { WeightPlace } from './weight-place.ts';
import { type WeightTarget, weightTargets, type WeightTargets } from './weight-targets.ts';
import type { LoadWeightsOptions } from './weights-options.ts';

/** A report on weights that were loaded. */
export interface LoadedWeights {
  /** For each of our names, the name in the file. */
  readonly loaded: Readonly<Record<string, string>>;
  /** Our names of the weights whose elements have another order in the file: transposed, or with channels first. */
  readonly reordered: readonly string[];
  /** Our names of the parameters and states that the file does not have: they keep their values. */
  readonly initialized: readonly string[];
  /** The names in the file that nothing reads. */
  readonly dropped: readonly string[];
}

/** The most problems of one kind that an error names. */
const NAMED = 12;

/** Sets the parameters and states of a model to the tensors of a file, all or none. The file is read after the options. */
export function setWeights(
  subject: string,
  nodes: Node | readonly Node[],
  { weightsIn, options }: { readonly weightsIn: () => StoredWeights; readonly options: LoadWeightsOptions | undefined },
): LoadedWeights {
  const { missing, extra, ...others } = optionsOf(subject, options, {
    names: undefined,
    convention: undefined,
    transpose: undefined,
    channelsFirst: undefined,
    missing: 'error',
    extra: 'error',
  });
  const rules = {
    missing: oneOf(subject, missing, ['error', 'initial'], 'missing') === 'error',
    extra: oneOf(subject, extra, ['error', 'drop'], 'extra') === 'error',
  };
  const found = weightTargets(subject, nodes, checkedOptions(subject, others as LoadWeightsOptions));
  const matching = matchWeights(found.targets, weightsIn());
  refuse(subject, found, matching, rules);
  if (matching.pairs.length > 0) feed(...matching.pairs);
  const { loaded, reordered } = matching;
  return {
    loaded,
    reordered,
    initialized: [...matching.own, ...matching.missing],
    dropped: [...matching.needless, ...matching.extra],
  };
}

/** Throws one error that names everything that does not fit. */
function refuse(
  subject: string,
  { targets, unused }: WeightTargets,
  { missing, extra, misfits }: Matching,
  rules: { readonly missing: boolean; readonly extra: boolean },
): void {
  const lacking = targets.filter(({ name }) => missing.includes(name)).map(target => describeMissing(target, extra));
  const names = targets.flatMap(({ name }) => [name.replace(/\/[^/]*$/, ''), name]);
  const problems = [
    ...listed(rules.missing ? lacking : []),
    ...listed(misfits),
    ...listed(rules.extra ? extra.map(name => `'${name}' for nothing`) : []),
    ...listed(unused.map(key => unusedKey(key, names))),
  ];
  if (problems.length === 0) return;
  const requirement = 'the file must have a tensor for each parameter and state, and nothing else';
  const advice = `Map names with { names }, or accept it with { missing: 'initial', extra: 'drop' }.`;
  throw new StateError(subject, requirement, problems.join('; '), advice);
}

function unusedKey(key: string, names: readonly string[]): string {
  const nearest = nearestName(key, names);
  return `a key '${key}' of no parameter${nearest === undefined ? '' : ` (is it '${nearest}'?)`}`;
}

function listed(problems: readonly string[]): string[] {
  const rest = problems.length - NAMED;
  return rest <= 0 ? [...problems] : [...problems.slice(0, NAMED), `and ${rest} more such`];
}

/** The tensors of a file for the parameters and states of a model, and all that does not fit. */
interface Matching {
  readonly pairs: readonly (readonly [register: Register, value: Tensor])[];
  /** For each of our names, the name in the file. */
  readonly loaded: Readonly<Record<string, string>>;
  /** The names of ours whose tensors have another order of elements in the file. */
  readonly reordered: readonly string[];
  /** The names of ours that the file lacks: those that it need not have, and those that it should have. */
  readonly own: readonly string[];
  readonly missing: readonly string[];
  /** The names in the file that nobody reads: those that nobody needs, and others. */
  readonly needless: readonly string[];
  readonly extra: readonly string[];
  /** Descriptions of tensors that do not fit. */
  readonly misfits: readonly string[];
}

/** Finds the tensor of a file for each parameter and state, without writing any. */
function matchWeights(targets: readonly WeightTarget[], weights: StoredWeights): Matching {
  const pairs: (readonly [Register, Tensor])[] = [];
  const loaded: [string, string][] = [];
  const found = { reordered: [] as string[], own: [] as string[], missing: [] as string[], misfits: [] as string[] };
  const read = new Set<string>();
  for (const target of targets) {
    const place = target.places.find(({ name }) => weights.has(name));
    if (place === undefined) {
      (target.isOwn ? found.own : found.missing).push(target.name);
      continue;
    }
    read.add(place.name);
    const value = valueAt(target, place, weights.get(place.name)!);
    if (typeof value === 'string') found.misfits.push(value);
    else {
      pairs.push([target.register, value]);
      loaded.push([target.name, place.name]);
      if (target.layoutAt(place).isReordered) found.reordered.push(target.name);
    }
  }
  const rest = [...weights.keys()].filter(name => !read.has(name));
  return {
    pairs,
    loaded: Object.fromEntries(loaded),
    ...found,
    needless: rest.filter(isNeedless),
    extra: rest.filter(name => !isNeedless(name)),
  };
}

/** Describes a parameter that a file lacks, with the name that it might have there. */
function describeMissing({ name, places }: WeightTarget, extra: readonly string[]): string {
  const [{ name: wanted }] = places as readonly [WeightPlace];
  const nearest = nearestName(wanted, extra);
  return `no '${wanted}' for '${name}'${nearest === undefined ? '' : ` (is it '${nearest}'?)`}`;
}

/** Returns the value of a parameter, or says why a tensor does not fit. */
function valueAt(target: WeightTarget, place: WeightPlace, weight: StoredWeight): Tensor | string {
  const { register, layoutAt } = target;
  const { stored, toOurs } = layoutAt(place);
  const { part = 0, of = 1, axis = 0 } = place;
  const size = weight.shape[axis] ?? 1;
  const shape = weight.shape.map((length, at) => (at === axis ? length / of : length));
  if (!sameShape(withoutLeadingOnes(shape), withoutLeadingOnes(stored))) return misfit(target, place, weight);
  try {
    const whole = weight.read();
    const own = of === 1 ? whole : partOf(whole, { axis, from: (part * size) / of, to: ((part + 1) * size) / of });
    const inShape = tensor(own.data, { shape: stored, dtype: own.dtype });
    return tensor(toOurs(inShape), { dtype: register.dtype });
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return `'${place.name}' for '${target.name}': ${error.requirement}, got ${error.given}`;
  }
}

function partOf(whole: Tensor, { axis, from, to }: { axis: number; from: number; to: number }): Tensor {
  return read(slice(constant(whole) as Node<Shape>, { axis, from, to }) as Node) as Tensor;
}

function misfit({ name, register, layoutAt }: WeightTarget, place: WeightPlace, { shape }: StoredWeight): string {
  const { of = 1, axis = 0 } = place;
  const wanted = layoutAt(place).stored.map((length, at) => (at === axis ? length * of : length));
  const others = [true, false].map(transpose => layoutAt({ ...place, transpose }).stored);
  const hint = of === 1 && others.some(other => sameShape(other, shape)) ? ', the other way round' : '';
  const ours = printShape(register.shape);
  return `'${place.name}' is ${printShape(shape)}${hint}, and '${name}' ${ours} needs ${printShape(wanted)}`;
}

/** A vector for all examples may have an axis of 1 for them. */
function withoutLeadingOnes(shape: Sizes): Sizes {
  const first = shape.findIndex(size => size !== 1);
  return first < 0 ? [] : shape.slice(first);
}
