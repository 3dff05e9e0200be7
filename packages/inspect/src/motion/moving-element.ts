import { make } from '../draw/make.ts';
import type { Role } from '../draw/node-view.ts';

const MOVING: Partial<CSSStyleDeclaration> = {
  position: 'absolute',
  top: '0',
  left: '0',
  zIndex: '2',
  pointerEvents: 'none',
  color: 'var(--paper)',
};

/** Creates an element that moves over a picture, in the colour of what it stands for. */
export function movingElement(
  role: Role,
  style: Partial<CSSStyleDeclaration>,
  ...content: (string | HTMLElement)[]
): HTMLElement {
  const element = make('span', `moving ${role}`, ...content);
  // These rules are here and not in the style sheet, which pages load without motion too.
  Object.assign(element.style, MOVING, { background: `var(--${role})` }, style);
  return element;
}
