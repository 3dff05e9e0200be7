import { framesInSight, type Frames } from './frames-in-sight.ts';
import { stageOf, type Stage } from './stage.ts';

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
