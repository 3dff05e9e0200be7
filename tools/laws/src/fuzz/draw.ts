import { gradients, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { from, Observable } from 'rxjs';
import type { Chance } from './chance.ts';
import {
  arrayOf,
  drawItem,
  drawKey,
  drawNumber,
  drawObject,
  drawSource,
  drawText,
  objectOf,
  plain,
  type Drawn,
  type Manners,
} from './drawn.ts';
import { isProtocol, protocols } from './exceptions.ts';
import type { Field, Kind, KindId, ObjectKind, Signature } from './kind.ts';
import { Thrown, Undrawable } from './outcome.ts';
import type { Producers } from './producers.ts';
import type { World } from './world.ts';

/** Values within values beyond this depth are as plain as their kinds allow. */
const DEPTH = 5;

/** Kinds that contain themselves end here. */
const DEEPEST = 12;

const ranks = (kind: Kind | undefined): number | undefined => (kind?.of === 'tuple' ? kind.items.length : undefined);

/** Draws values of kinds, for one call. */
export class Draw {
  readonly #kinds: readonly Kind[];
  readonly #producers: Producers;
  readonly chance: Chance;
  readonly world: World;
  readonly manners: Manners;
  /** The call that made a value last: it failed, if no arguments could be drawn. */
  last = '';
  #depth = 0;

  constructor(kinds: readonly Kind[], producers: Producers, chance: Chance, world: World, manners: Manners) {
    this.#kinds = kinds;
    this.#producers = producers;
    this.chance = chance;
    this.world = world;
    this.manners = manners;
  }

  /** Draws the arguments of a call. */
  parameters({ parameters }: Signature): Drawn[] {
    const drawn = parameters.flatMap(parameter => (parameter.rest ? this.#rest(parameter) : [this.field(parameter)]));
    // Arguments that are left out at the end are not written.
    while (drawn.length > 0 && drawn.at(-1) === undefined) drawn.pop();
    return drawn.map(one => one ?? plain(undefined));
  }

  #rest({ kind: id, name }: Field): Drawn[] {
    const kind = this.#kinds[id]!;
    const item = kind.of === 'array' ? kind.item : undefined;
    return Array.from({ length: this.chance.below(4) }, () =>
      item === undefined ? drawItem(this.chance, this.manners) : this.of(item, name),
    );
  }

  /** Draws a field, or leaves it out if that is allowed. */
  field({ name, kind, optional }: Field): Drawn | undefined {
    return optional && (this.#depth > DEPTH || this.chance.is(0.5)) ? undefined : this.of(kind, name);
  }

  of(id: KindId, name = ''): Drawn {
    if (this.#depth > DEEPEST) throw new Undrawable();
    this.#depth++;
    try {
      return this.#drawn(this.#kinds[id]!, name);
    } finally {
      this.#depth--;
    }
  }

  #drawn(kind: Kind, name: string): Drawn {
    const { chance, manners } = this;
    switch (kind.of) {
      case 'number':
        return drawNumber(chance, manners);
      case 'string':
        return drawText(chance, manners, name);
      case 'boolean':
        return plain(chance.is(0.5));
      case 'literal':
        return plain(kind.value);
      case 'any':
        return kind.object ? drawObject(chance, manners) : drawItem(chance, manners);
      case 'key':
        return plain(drawKey(chance));
      case 'union':
        return this.of(this.#part(kind.kinds), name);
      case 'tuple':
        return arrayOf(kind.items.map(item => this.of(item, name)));
      case 'array':
        return this.#array(kind.item, name);
      case 'function':
        return this.#produced(kind.name) ?? this.#callback(kind.signatures.at(-1)!);
      case 'object':
        return this.#object(kind, name);
    }
  }

  /** One of a union; the plainest of them where values are deep. */
  #part(all: readonly KindId[]): KindId {
    const kinds = all.filter(id => !isProtocol(this.#kinds[id]!) || this.#producers.makes(this.#kinds[id]!));
    if (kinds.length === 0) throw new Undrawable();
    if (this.#depth <= DEPTH) return this.chance.of(kinds);
    return kinds.find(id => /^(literal|number|string|boolean)$/.test(this.#kinds[id]!.of)) ?? this.chance.of(kinds);
  }

  #array(item: KindId, name: string): Drawn {
    const { chance, manners } = this;
    if (this.#depth > DEPTH) return plain([]);
    const length = chance.is(manners.wild / 4) ? 300 : chance.below(4);
    return arrayOf(Array.from({ length }, () => this.of(item, name)));
  }

  #object(kind: ObjectKind, name: string): Drawn {
    const special = this.#special(kind) ?? this.#produced(kind.name);
    if (special !== undefined) return special;
    if (kind.opaque || isProtocol(kind)) throw new Undrawable(kind.name);
    if (kind.signatures.length > 0) return this.#callback(kind.signatures.at(-1)!);
    const fields = kind.fields.flatMap(field => {
      const drawn = this.field(field);
      return drawn === undefined ? [] : [[field.name, drawn] as const];
    });
    if (kind.values !== undefined)
      for (let i = this.chance.below(3); i >= 0; i--) fields.push([drawKey(this.chance), this.of(kind.values, name)]);
    return objectOf(fields);
  }

  /** What a call of an export returns that makes such a thing. */
  #produced(name: string): Drawn | undefined {
    const producers = this.#producers.of(name);
    if (producers.length === 0 || this.#depth > DEEPEST - 4) return undefined;
    if (this.chance.is(0.1) && !protocols.includes(name)) return undefined;
    const { callable, signature } = this.chance.of(producers);
    const drawn = this.parameters(signature);
    const text = `${callable.name}(${drawn.map(one => one.text).join(', ')})`;
    this.last = text;
    return {
      value: this.#producers.call(
        callable,
        drawn.map(one => one.value),
      ),
      text,
    };
  }

  /** A function that returns what its type says, and now and then throws. */
  #callback({ returns }: Signature): Drawn {
    if (this.chance.is(this.manners.wild / 8))
      return {
        value: () => {
          throw new Thrown();
        },
        text: '() => { throw thrown; }',
      };
    const result = this.of(returns);
    return { value: () => result.value, text: `() => (${result.text})` };
  }

  #special(kind: ObjectKind): Drawn | undefined {
    const { chance, manners, world } = this;
    const [item] = kind.items;
    switch (kind.name) {
      case 'Node':
        return world.drawNode(chance, manners, item === undefined ? undefined : ranks(this.#kinds[item]));
      case 'Input':
        return world.drawInput(chance);
      case 'Parameter':
      case 'Register':
      case 'Writable':
        return world.drawRegister(chance);
      case 'Source':
        return chance.is(0.5) ? world.drawInput(chance) : world.drawRegister(chance);
      case 'Gradients':
        return { value: gradients(world.node('loss') as Node<readonly []>), text: 'gradients(loss)' };
      case 'Dataset':
      case 'Observable':
        return this.#source(kind.name === 'Dataset', item);
      default:
        return kind.opaque ? drawForeign(this, kind) : undefined;
    }
  }

  #source(isDataset: boolean, item: KindId | undefined): Drawn {
    const kind = item === undefined ? undefined : this.#kinds[item]!;
    if (isDataset || kind === undefined || kind.of === 'any' || this.chance.is(0.2))
      return drawSource(this.chance, this.manners, isDataset);
    const items = [1, 2, 3].map(() => this.of(item!));
    return { value: from(items.map(({ value }) => value)), text: `of(${items.map(({ text }) => text).join(', ')})` };
  }
}

/** What draws the values that others contain. */
interface Drawing {
  readonly chance: Chance;
  readonly manners: Manners;
  of(id: KindId): Drawn;
}

/** Draws what the platform and RxJS define; nothing where that is made by us. */
function drawForeign(draw: Drawing, { name, items: kinds }: ObjectKind): Drawn | undefined {
  const { chance, manners } = draw;
  const [item, second] = kinds;
  const array = /^(Float32|Float64|Int32|Uint8|Uint16|Uint32|BigInt64)Array$/.exec(name);
  if (array !== null) {
    const Elements = (globalThis as unknown as Record<string, new (items: number[]) => unknown>)[name]!;
    const items = Array.from({ length: chance.below(5) }, () => drawNumber(chance, manners).value as number);
    return { value: new Elements(items), text: `new ${name}([${items.join(', ')}])` };
  }
  const items = (): Drawn =>
    arrayOf([1, 2].map(() => (item === undefined ? drawItem(chance, manners) : draw.of(item))));
  switch (name) {
    case 'Tensor':
      return chance.of([
        () => ({
          value: tensor([
            [1, 2],
            [3, 4],
          ]),
          text: 'tensor([[1, 2], [3, 4]])',
        }),
        () => ({ value: tensor([0, 1], { dtype: 'int32' }), text: "tensor([0, 1], { dtype: 'int32' })" }),
        () => ({ value: tensor(2), text: 'tensor(2)' }),
      ])();
    case 'Iterable':
    case 'ReadonlyArray':
    case 'Array':
    case 'ArrayLike':
      return items();
    case 'Promise':
    case 'PromiseLike': {
      const { value, text } = item === undefined ? drawItem(chance, manners) : draw.of(item);
      return { value: Promise.resolve(value), text: `Promise.resolve(${text})` };
    }
    case 'ReadonlySet':
    case 'Set': {
      const { value, text } = items();
      return { value: new Set(value as unknown[]), text: `new Set(${text})` };
    }
    case 'ReadonlyMap':
    case 'Map': {
      if (item === undefined || second === undefined) return undefined;
      const [key, value] = [draw.of(item), draw.of(second)];
      return { value: new Map([[key.value, value.value]]), text: `new Map([[${key.text}, ${value.text}]])` };
    }
    case 'ArrayBuffer':
      return { value: new ArrayBuffer(16), text: 'new ArrayBuffer(16)' };
    case 'ErrorOptions':
      return { value: { cause: new Thrown() }, text: '{ cause: thrown }' };
    case 'Error':
      return { value: new Thrown(), text: 'thrown' };
    case 'Subscribable':
    case 'Subject':
      return { value: new Observable(), text: 'new Observable()' };
    default:
      return undefined;
  }
}
