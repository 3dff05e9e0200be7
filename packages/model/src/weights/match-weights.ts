import { constant, read, slice, type Node, type Register } from '@thalweg/graph';
import { ContractError, printShape, sameShape, tensor, type Shape, type Sizes, type Tensor } from '@thalweg/tensor';
import { nearestName } from '@thalweg/tensor/engine';
import { isNeedless } from './pytorch-places.ts';
import type { StoredWeight, StoredWeights } from './stored-weights.ts';
import type { WeightPlace } from './weight-place.ts';
import type { WeightTarget } from './weight-targets.ts';

/** The tensors of a file for the parameters and states of a model, and all that does not fit. */
export interface Matching {
  readonly pairs: readonly (readonly [register: Register, value: Tensor])[];
  /** The names in the file, by ours. */
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
export function matchWeights(targets: readonly WeightTarget[], weights: StoredWeights): Matching {
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
export function describeMissing({ name, places }: WeightTarget, extra: readonly string[]): string {
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
