import type { RoomState } from '../../page/address.ts';
import { type Drawing, formatDrawing, parseDrawing } from './drawing/drawing.ts';

/**
 * The image shown to the network: a test digit by its number, or a drawing. The loss of a drawing is for the digit that it is
 * meant to be, or else for the predicted one.
 */
export type Show =
  | { readonly kind: 'example'; readonly number: number }
  | { readonly kind: 'drawing'; readonly drawing: Drawing; readonly digit: number | undefined };

/** Parses the shown image from an address; the first test digit if the address has no valid one. */
export function askedShow({ show = '', drawn = '' }: RoomState): Show {
  const [digit = '', text = ''] = drawn.split('*');
  const drawing = parseDrawing(text);
  if (drawing !== undefined && /^\d?$/.test(digit))
    return { kind: 'drawing', drawing, digit: digit === '' ? undefined : Number(digit) };
  return { kind: 'example', number: /^\d{1,3}$/.test(show) ? Number(show) : 0 };
}

/** Formats the shown image for the address. */
export function formatShow(show: Show): RoomState {
  return show.kind === 'example'
    ? { show: `${show.number}` }
    : { drawn: `${show.digit ?? ''}*${formatDrawing(show.drawing)}` };
}
