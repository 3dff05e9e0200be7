import { Tensor, type TypedArray } from '@thalweg/tensor';
import { damagedField } from './damaged-field.ts';
import { elementsOf } from './elements-of.ts';
import type { FieldKind } from './field-kind.ts';
import type { FoundPart, StoredPart } from './stored-part.ts';
import { utf16, utf8, type TextEncoding } from './text-encodings.ts';

type Texts = FieldKind<readonly string[]>;
type Text = FieldKind<string>;

/** Texts in UTF-8. */
export const textsKind: Texts = /* @__PURE__ */ textsIn(utf8);
/** Texts in UTF-16, the lower byte first: those with half of a surrogate pair, which UTF-8 does not have. */
export const texts16Kind: Texts = /* @__PURE__ */ textsIn(utf16);
export const textKind: Text = /* @__PURE__ */ oneOf(textsKind);
export const text16Kind: Text = /* @__PURE__ */ oneOf(texts16Kind);

/** The bytes of all texts one after another, and where each one begins and the last one ends. */
function textsIn(encoding: TextEncoding): Texts {
  return {
    names: offsetNames,
    write(field, texts): readonly StoredPart[] {
      const offsets = new Int32Array(texts.length + 1);
      const [name, ofOffsets] = offsetNames(field);
      const bytes = encoding.encode(texts, offsets);
      return [
        { name, stored: bytes },
        { name: ofOffsets, stored: new Tensor([offsets.length], 'int32', offsets) },
      ];
    },
    read(field, [text, ofOffsets]) {
      const offsets = offsetsOf(field, text!, ofOffsets!);
      try {
        return encoding.decode(text!.bytes, offsets);
      } catch (cause) {
        throw damagedField(field, 'each text must be of whole characters', 'bytes that are not', cause);
      }
    },
  };
}

function oneOf(kind: Texts): Text {
  return {
    names: offsetNames,
    write: (field, value) => kind.write(field, [value]),
    read(field, parts) {
      const texts = kind.read(field, parts);
      if (texts.length !== 1) throw damagedField(field, 'there must be one text', String(texts.length));
      return texts[0]!;
    },
  };
}

function offsetNames(field: string): readonly [string, string] {
  return [field, `${field}:offsets`];
}

/** Returns offsets that begin with 0, never fall, and end with the bytes. */
function offsetsOf(field: string, text: FoundPart, ofOffsets: FoundPart): TypedArray {
  if (text.dtype !== 'U8' || ofOffsets.dtype !== 'I32' || ofOffsets.shape.length !== 1 || ofOffsets.shape[0] === 0)
    throw damagedField(field, 'texts must be bytes, U8, with offsets, I32', `${text.dtype} with ${ofOffsets.dtype}`);
  const offsets = elementsOf('I32', ofOffsets);
  const rising = offsets.every((offset, i) => offset >= (i === 0 ? 0 : offsets[i - 1]!));
  if (!rising || offsets[0] !== 0 || offsets.at(-1) !== text.bytes.length)
    throw damagedField(field, `offsets must rise from 0 to ${text.bytes.length}`, 'others');
  return offsets;
}
