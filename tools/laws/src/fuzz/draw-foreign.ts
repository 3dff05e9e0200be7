import { tensor } from '@thalweg/tensor';
import { Observable } from 'rxjs';
import type { Chance } from './chance.ts';
import { arrayOf, type Drawn } from './drawn.ts';
import type { KindId, ObjectKind } from './kind.ts';
import { drawNumber, type Manners } from './scalars.ts';
import { drawItem } from './sources.ts';
import { Thrown } from './thrown.ts';

/** What draws the values that others contain. */
interface Drawing {
  readonly chance: Chance;
  readonly manners: Manners;
  of(id: KindId): Drawn;
}

/** Draws what the platform and RxJS define; nothing where that is made by us. */
export function drawForeign(draw: Drawing, { name, items: kinds }: ObjectKind): Drawn | undefined {
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
