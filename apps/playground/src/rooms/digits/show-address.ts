import type { RoomState } from '../../shell/address.ts';
import { formatDrawing, parseDrawing } from './drawing/drawing-address.ts';
import type { Drawing } from './drawing/drawing.ts';

/** What the network is shown: a test digit by its number, or a drawing with what it is meant to be. */
export type Show =
  | { readonly kind: 'example'; readonly number: number }
  | { readonly kind: 'drawing'; readonly drawing: Drawing; readonly digit: number };

/** What an address asks to be shown; the first test digit where it asks for nothing that there is. */
export function askedShow({ show = '', drawn = '' }: RoomState): Show {
  const [digit = '', text = ''] = drawn.split('*');
  const drawing = parseDrawing(text);
  if (drawing !== undefined && /^\d$/.test(digit)) return { kind: 'drawing', drawing, digit: Number(digit) };
  return { kind: 'example', number: /^\d{1,3}$/.test(show) ? Number(show) : 0 };
}

/** What is shown as the address keeps it. */
export function formatShow(show: Show): RoomState {
  return show.kind === 'example'
    ? { show: `${show.number}` }
    : { drawn: `${show.digit}*${formatDrawing(show.drawing)}` };
}
