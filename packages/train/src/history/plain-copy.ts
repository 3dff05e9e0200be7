import { Tensor } from '@thalweg/tensor';
import { StateError } from '../snapshot/state-error.ts';

/** Returns a deep copy without properties that are undefined. Throws `StateError` for values that are not JSON. */
export function plainCopy<T>(value: T, path: string): T {
  return copied(value, path) as T;
}

function copied(value: unknown, path: string): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => copied(item, `${path}[${index}]`));
  // A patch cannot hold a property of that name.
  if (isPlain(value) && !Object.hasOwn(value, '__proto__'))
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) =>
        item === undefined ? [] : [[name, copied(item, `${path}.${name}`)]],
      ),
    );
  const elements = value instanceof Tensor || ArrayBuffer.isView(value);
  throw new StateError(
    'runHistory',
    'what it keeps must be plain JSON',
    `${inWords(value)} as ${path}`,
    elements ? 'Turn it into numbers first, as toArray() and Array.from() do.' : 'Make it numbers, text or lists.',
  );
}

/** An object of no class, of whatever realm. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function inWords(value: unknown): string {
  if (value instanceof Tensor) return 'a tensor';
  if (isPlain(value)) return 'an object with a property __proto__';
  return typeof value === 'object' ? `an object of ${value!.constructor.name}` : `a value of type ${typeof value}`;
}
