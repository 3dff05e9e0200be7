/** The parts of a miniature in its shadow root. */
export interface Stage {
  readonly canvas: HTMLCanvasElement;
  readonly button: HTMLButtonElement;
  /** The line below the picture. */
  readonly caption: HTMLElement;
}

const STYLE = `
:host { color-scheme: light dark; display: block; color: var(--thalweg-ink, light-dark(#2b2721, #e8e2d8)); font: 14px/1.35 system-ui, sans-serif }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
:host([hidden]) { display: none }
canvas { display: block; width: 100%; aspect-ratio: 8 / 5; border-radius: 6px }
p { display: flex; justify-content: space-between; align-items: center; gap: 8px; margin: 6px 0 0; font-variant-numeric: tabular-nums }
button { font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: 6px; padding: 2px 10px; min-height: 28px; cursor: pointer }
button:focus-visible { outline: 3px solid var(--thalweg-focus, light-dark(#0f6156, #7cc0b4)); outline-offset: 2px }
`;

/** Builds the shadow root of a miniature: a picture, a line about it, and a button that pauses. */
export function stageOf(host: HTMLElement): Stage {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  // A sheet of its own needs no exception from a content policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  const [line, caption, button] = [
    document.createElement('p'),
    document.createElement('span'),
    document.createElement('button'),
  ];
  button.type = 'button';
  line.append(caption, button);
  root.replaceChildren(canvas, line);
  return { canvas, button, caption };
}
