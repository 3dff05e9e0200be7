import {
  becomes,
  cast,
  constant,
  type Node,
  notEqual,
  type Register,
  reshape,
  rowsAt,
  state,
  where,
} from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { oneRecord, withRowsOf } from '@thalweg/graph/portable';
import { allocate, type DType, DtypeError, sizeOf, type Sizes, tensor } from '@thalweg/tensor';
import type { LayerIdentity } from '../layer-parts/layer-identity.ts';
import type { RecordKeys } from './record-keys.ts';

/** A value that is kept from event to event. */
export interface Kept {
  /** The value from before the event. */
  readonly before: Node;
  /** Returns the rule that keeps another value for the next event. */
  readonly becomes: (next: Node) => Node;
}

/** A kept value: its name in snapshots, its sizes and dtype, and the number that all of its elements are at first. */
interface KeptParts {
  readonly part: string;
  readonly sizes: Sizes;
  readonly dtype: DType;
  readonly first?: number;
}

/** The registers of a layer over events: one value of each, or a table with one for each key. */
export class EventMemory {
  readonly #name: string;
  readonly #join: (owned: Node) => void;
  readonly #keys: RecordKeys | undefined;
  readonly #registers = new Map<string, Register>();
  /** The place of the key, a scalar. */
  #place: Node | undefined;

  constructor({ name, join }: Pick<LayerIdentity, 'name' | 'join'>, keys: RecordKeys | undefined) {
    this.#name = name;
    this.#join = join;
    this.#keys = keys;
  }

  /** Returns a value that is kept. Asked for again, it is the same register. */
  keep(parts: KeptParts): Kept {
    const keys = this.#keys;
    if (keys === undefined) {
      const register = this.#register(parts, parts.sizes);
      return { before: register as Node, becomes: next => becomes(register as never, next as never) as Node };
    }
    this.#place ??= placeOf(keys);
    const row = rowsAt(this.#register(parts, [keys.capacity, ...parts.sizes]), this.#place);
    return { before: row as Node, becomes: next => becomes(row, next) };
  }

  /**
   * Returns a flag that is true for the first event of all, for the first of a key's generation, and where `reset` is, with the
   * rule that notes that the event came.
   */
  first(reset: Node | undefined): { readonly flag: Node; readonly rule: Node } {
    const { flag, rule } = this.#first();
    return { flag: reset === undefined ? flag : (where(reset, constant(true, { dtype: 'bool' }), flag) as Node), rule };
  }

  #first(): { readonly flag: Node; readonly rule: Node } {
    const keys = this.#keys;
    if (keys === undefined) {
      const isFirst = this.keep({ part: 'first', sizes: [], dtype: 'bool', first: 1 });
      return { flag: isFirst.before, rule: isFirst.becomes(constant(false, { dtype: 'bool' }) as Node) };
    }
    const stay = recordScalar(keys.stay);
    const last = this.keep({ part: 'stay', sizes: [], dtype: stay.dtype, first: -1 });
    return { flag: notEqual(last.before, stay) as Node, rule: last.becomes(stay) };
  }

  #register({ part, dtype, first = 0 }: KeptParts, sizes: Sizes): Register {
    let register = this.#registers.get(part);
    if (register === undefined) {
      const elements = allocate(dtype, sizeOf(sizes)).fill(first);
      register = state(tensor(elements, { shape: sizes }), { name: `${this.#name}/${part}` }) as Register;
      if (this.#registers.size === 0) this.#join(register as Node);
      this.#registers.set(part, register);
    }
    return register;
  }
}

function placeOf({ place }: RecordKeys): Node {
  return cast(recordScalar(place), 'int32') as Node;
}

/**
 * Returns the vector of an event, `[in]` or `[batch, in]` with one row, as one row: `[1, in]`.
 *
 * - **Throws** `ShapeError` for another shape, in a pass for a batch of another number of rows
 */
export function recordRow(x: Node): Node {
  const { shape } = nodeOf('recurrent', x);
  return shape.length === 1 && typeof shape[0] === 'number' ? reshape(x, [1, shape[0]]) : oneRecord(x, 2);
}

/**
 * Returns the number or flag of an event, `[]` or `[batch]` with one row, as a scalar.
 *
 * - **Throws** as {@link recordRow}
 */
function recordScalar(x: Node): Node {
  const { shape } = nodeOf('recurrent', x);
  return shape.length === 0 ? x : reshape(oneRecord(x, 1), []);
}

/**
 * Returns the flag of an event as a scalar.
 *
 * - **Throws** as {@link recordRow}, and `DtypeError` for what is not bool
 */
export function recordFlag(what: string, x: Node): Node {
  if (nodeOf('recurrent', x).dtype !== 'bool')
    throw new DtypeError(
      'recurrent',
      [x.dtype],
      `${what} must be bool`,
      `Declare it as such: input('isFirst', [], 'bool').`,
    );
  return recordScalar(x);
}

/** Returns a row with the leading axis that the event had. */
export function likeRecord(row: Node, x: Node): Node {
  return x.shape.length === 1 ? reshape(row, row.shape.slice(1)) : withRowsOf(row, x);
}
