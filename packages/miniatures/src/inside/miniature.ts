import { ContractError } from '@thalweg/tensor';

/** A picture that moves: its steps, its drawing and its texts. */
export interface Scene {
  /** Goes on by some seconds; some time after its end it begins again. */
  readonly advance: (seconds: number) => void;
  /** Goes to its end. */
  readonly finish: () => void;
  /** Begins again if it is at its end. */
  readonly restart: () => void;
  readonly draw: (canvas: HTMLCanvasElement) => void;
  /** The line below the picture. */
  readonly caption: () => string;
  /** The text that a screen reader reads in place of the picture. */
  readonly label: string;
  /** The reader pressed a place of the picture, given from 0 to 1 in both directions. */
  readonly press?: (across: number, down: number) => void;
}

/** Shows a scene in a custom element while that is part of a page. */
export class Miniature {
  readonly #host: HTMLElement;
  readonly #open: () => Scene;
  #frames: Frames | undefined;
  #stop: AbortController | undefined;

  constructor(host: HTMLElement, open: () => Scene) {
    this.#host = host;
    this.#open = open;
  }

  connect(): void {
    this.disconnect();
    const [stage, scene] = [stageOf(this.#host), this.#open()];
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const draw = (): void => {
      scene.draw(stage.canvas);
      stage.caption.textContent = scene.caption();
    };
    this.#frames = framesInSight(this.#host, seconds => {
      scene.advance(seconds);
      draw();
    });
    // One that does not move shows its end.
    if (!this.#frames.isPlaying) scene.finish();
    this.#listen(stage, scene, draw, signal);
    stage.canvas.setAttribute('aria-label', scene.label);
    const resized = new ResizeObserver(draw);
    resized.observe(stage.canvas);
    signal.addEventListener('abort', () => resized.disconnect());
    draw();
  }

  /** Opens the scene again, if it is shown. */
  reopen(): void {
    if (this.#stop !== undefined) this.connect();
  }

  disconnect(): void {
    this.#frames?.close();
    this.#stop?.abort();
    this.#frames = this.#stop = undefined;
  }

  #listen({ canvas, button }: Stage, scene: Scene, draw: () => void, signal: AbortSignal): void {
    const frames = this.#frames!;
    const name = (): void => void (button.textContent = frames.isPlaying ? 'Pause' : 'Play');
    name();
    const toggle = (): void => {
      if (frames.isPlaying) frames.pause();
      else {
        scene.restart();
        frames.play();
      }
      name();
    };
    button.addEventListener('click', toggle, { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal });
    // A page may choose its look by an attribute of its root or of the element.
    const chosen = new MutationObserver(draw);
    for (const element of [this.#host, document.documentElement]) chosen.observe(element, { attributes: true });
    signal.addEventListener('abort', () => chosen.disconnect());
    const press = ({ offsetX, offsetY }: MouseEvent): void => {
      scene.press!(offsetX / canvas.clientWidth, offsetY / canvas.clientHeight);
      if (!frames.isPlaying) scene.finish();
      draw();
    };
    if (scene.press !== undefined) canvas.addEventListener('click', press, { signal });
  }
}

/** The parts of a miniature in its shadow root. */
interface Stage {
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
function stageOf(host: HTMLElement): Stage {
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

/** Calls that follow the frames of the screen. */
interface Frames {
  /** True while frames are drawn, or would be if the element were in sight. */
  readonly isPlaying: boolean;
  readonly play: () => void;
  readonly pause: () => void;
  /** Ends everything. */
  readonly close: () => void;
}

/** The longest time that passes between two frames, in seconds: a page that slept does not catch up. */
const LONGEST = 0.1;

/**
 * Calls `draw` in each frame while the element is in sight, with the seconds since the frame before. It begins to play
 * unless the reader prefers reduced motion.
 */
function framesInSight(element: Element, draw: (seconds: number) => void): Frames {
  let isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  let isInSight = false;
  let asked: number | undefined;
  let last: number | undefined;
  const frame = (now: number): void => {
    const seconds = Math.min((now - (last ?? now)) / 1000, LONGEST);
    last = now;
    asked = requestAnimationFrame(frame);
    draw(seconds);
  };
  const follow = (): void => {
    if (isPlaying && isInSight) {
      asked ??= requestAnimationFrame(frame);
      return;
    }
    if (asked !== undefined) cancelAnimationFrame(asked);
    asked = last = undefined;
  };
  const sight = new IntersectionObserver(entries => {
    isInSight = entries.at(-1)!.isIntersecting;
    follow();
  });
  sight.observe(element);
  const set = (playing: boolean): void => {
    isPlaying = playing;
    follow();
  };
  return {
    get isPlaying() {
      return isPlaying;
    },
    play: () => set(true),
    pause: () => set(false),
    close() {
      sight.disconnect();
      set(false);
    },
  };
}

/** Returns the name of a custom element, or throws `ContractError` if no element can have it. */
export function elementName(caller: string, name: string): string {
  if (!/^[a-z][^A-Z\s/>]*-[^A-Z\s/>]*$/.test(name))
    throw new ContractError(
      caller,
      'the name of an element must have a hyphen and no capital letters',
      `'${name}'`,
      "Try 'my-picture'.",
    );
  return name;
}
