import { sameShape, type Sizes, type Stored } from '@thalweg/tensor';
import type { StoredField } from './stored-part.ts';

/** The kind and the sizes of a field: records with equal outlines have files with equal headers. */
export interface FieldOutline {
  readonly name: string;
  readonly kind: string;
  readonly parts: readonly { readonly type: string; readonly shape: Sizes }[];
}

/** Returns the outline of a field, which does not keep its elements. */
export function outlineOf({ name, kind, parts }: StoredField): FieldOutline {
  return { name, kind, parts: parts.map(({ stored }) => ({ type: typeOf(stored), shape: shapeOf(stored) })) };
}

/** Returns true if fields have the outlines. */
export function fits(outlines: readonly FieldOutline[], fields: readonly StoredField[]): boolean {
  if (outlines.length !== fields.length) return false;
  for (let i = 0; i < fields.length; i++) {
    const { name, kind, parts } = fields[i]!;
    const outline = outlines[i]!;
    if (outline.name !== name || outline.kind !== kind) return false;
    for (let k = 0; k < parts.length; k++) {
      const { stored } = parts[k]!;
      const { type, shape } = outline.parts[k]!;
      if (type !== typeOf(stored) || !sameShape(shape, shapeOf(stored))) return false;
    }
  }
  return true;
}

function typeOf(stored: Stored): string {
  return stored instanceof Uint8Array ? 'bytes' : stored.dtype;
}

function shapeOf(stored: Stored): Sizes {
  return stored instanceof Uint8Array ? [stored.length] : (stored.shape as Sizes);
}
