import { sameShape, tensor, type DType, type Shape, type Tensor, type TypedArray } from '@thalweg/tensor';
import { checkDtype, printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { declaredShape } from '../shape/declared-shape.ts';

/** Reads the fields of an entry of a description that is not trusted. Each method throws `GraphError` for a field that does not fit. */
export class EntryReader {
  readonly subject: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(subject: string, entry: unknown) {
    this.subject = subject;
    this.#fields = recordOf(this, entry, 'an entry');
  }

  error(expected: string, got: string, advice = 'The file is damaged, or no model.'): GraphError {
    return new GraphError(this.subject, expected, got, advice);
  }

  has(field: string): boolean {
    return Object.hasOwn(this.#fields, field);
  }

  field(name: string): unknown {
    return this.has(name) ? this.#fields[name] : undefined;
  }

  text(field: string): string {
    return this.#of(field, 'string') as string;
  }

  number(field: string): number {
    return this.#of(field, 'number') as number;
  }

  flag(field: string): boolean {
    return this.#of(field, 'boolean') as boolean;
  }

  list(field: string): readonly unknown[] {
    const value = this.field(field);
    if (Array.isArray(value)) return value;
    throw this.error(`${field} must be a list`, printed(value));
  }

  record(field: string): Readonly<Record<string, unknown>> {
    return recordOf(this, this.field(field), field);
  }

  shape(): Shape {
    return declaredShape(this.subject, this.list('shape') as Shape);
  }

  dtype(): DType {
    return checkDtype(this.subject, this.text('dtype') as DType);
  }

  /** The value of a constant. */
  tensor(): Tensor {
    const data = this.field('data');
    const [shape, dtype] = [this.shape(), this.dtype()];
    if (!ArrayBuffer.isView(data)) throw this.error('data must be the elements of a constant', printed(data));
    const { length } = data as TypedArray;
    if (shape.reduce<number>((size, one) => size * Number(one), 1) !== length)
      throw this.error(`data must have the elements of its shape`, String(length));
    return tensor(data as TypedArray, { shape: shape as readonly number[], dtype });
  }

  expectLike(expected: { readonly shape: Shape; readonly dtype: DType; readonly key: string }, value: Tensor): void {
    if (!sameShape(expected.shape, value.shape) || expected.dtype !== value.dtype)
      throw this.error(
        `'${expected.key}' must be ${expected.dtype} [${expected.shape.join(', ')}]`,
        `${value.dtype} [${value.shape.join(', ')}]`,
      );
  }

  #of(field: string, type: 'string' | 'number' | 'boolean'): unknown {
    const value = this.field(field);
    if (typeof value === type) return value;
    throw this.error(`${field} must be a ${type}`, printed(value));
  }
}

function recordOf(reader: EntryReader, value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw reader.error(`${what} must be an object`, printed(value));
}
