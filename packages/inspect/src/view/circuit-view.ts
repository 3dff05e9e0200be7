import type { Node } from '@thalweg/graph';
import { make } from '../draw/make.ts';
import type { Show } from '../draw/show.ts';
import { watchedReading, type Faults } from '../watch/watched-reading.ts';
import { Watcher } from '../watch/watcher.ts';
import { FaultMessage } from './fault-message.ts';
import { isArrow, neighbour } from './neighbour.ts';
import { PanelPlace } from './panel-place.ts';
import { PicturePlace } from './picture-place.ts';
import { isRevealed, type Revealed } from './revealed.ts';
import { Scene } from './scene.ts';
import type { Settings } from './settings.ts';
import type { Told } from './told.ts';

/** What is in the shadow of the element: a bar, the picture or the table, and a panel. */
export class CircuitView {
  readonly #told: Told;
  readonly #watcher: Watcher;
  readonly #message = new FaultMessage();
  readonly #place: PicturePlace;
  readonly #panel: PanelPlace;
  readonly #toggle = switchOf('toggle', 'Table');
  readonly #fit = switchOf('fit', 'Fit', 'Fit the whole picture');
  #scene: Scene | undefined = undefined;
  #selected: string | undefined = undefined;
  /** The node that is spoken of outside. */
  #current: Node | undefined = undefined;
  #revealed: Revealed | undefined = undefined;
  #asTable = false;

  constructor(root: ShadowRoot, told: Told) {
    this.#told = told;
    this.#watcher = new Watcher(told.draw);
    const faults: Faults = (element, error) => this.#message.set(element, error);
    const show: Show = (element, node, reading, about) => {
      const isShown = (): boolean => isRevealed(this.#revealed, reading.role, about);
      this.#watcher.add(element, watchedReading(node, reading, faults, isShown));
    };
    this.#place = new PicturePlace(show, () => this.#watcher.clear());
    this.#panel = new PanelPlace(show, element => this.#watcher.remove(element));
    root.append(
      make('div', 'bar', this.#fit, this.#toggle),
      this.#message.element,
      this.#place.element,
      this.#panel.element,
    );
    root.addEventListener('click', event => this.#click(event.target as HTMLElement));
    root.addEventListener('keydown', event => this.#press(event as KeyboardEvent));
    root.addEventListener('focusin', event => this.#select((event.target as HTMLElement).dataset['box']));
  }

  /** Shows a circuit in place of what was shown. */
  show(settings: Settings): void {
    this.hide();
    this.#scene = new Scene(settings);
    this.#render();
  }

  /** Shows the values and gradients of some nodes only, or of all. The picture stays as it is. */
  reveal(revealed: Revealed | undefined): void {
    this.#revealed = revealed;
    this.#watcher.renew();
  }

  /** Points at the box of a node, or at none. */
  point(node: Node | undefined): void {
    this.#current = node;
    this.#place.point(node && this.#scene?.boxWith(node)?.id);
  }

  /** Shows nothing, and listens to nothing. */
  hide(): void {
    this.#panel.close();
    this.#place.clear();
    this.#message.clear();
    this.#scene = this.#selected = undefined;
  }

  /** Draws everything again; `focused` is the box that gets the focus then. */
  #render(focused?: string): void {
    const scene = this.#scene!;
    const { node } = this.#panel;
    this.#panel.close();
    this.#message.clear();
    const reopen = (): void => {
      if (node === undefined) return;
      this.#panel.open(node, scene);
      this.#place.expand(scene.boxOf(node)?.id);
    };
    if (this.#asTable) {
      this.#place.table(scene);
      return reopen();
    }
    this.#place.arrange(scene).then(
      isArranged => {
        if (!isArranged) return;
        reopen();
        const id = focused ?? this.#selected ?? scene.shown.boxes[0]?.id;
        this.#place.reach(id);
        this.point(this.#current);
        if (focused !== undefined) this.#place.focus(focused);
      },
      (error: unknown) => {
        // Without its layout a picture cannot be drawn; the table says the same.
        this.#turnTable(true);
        this.#message.set(this, error);
      },
    );
  }

  #turnTable(asTable: boolean): void {
    this.#asTable = asTable;
    this.#toggle.setAttribute('aria-pressed', String(asTable));
    this.#fit.hidden = asTable;
    this.#render();
  }

  #turnFit(): void {
    const isFit = this.#fit.getAttribute('aria-pressed') !== 'true';
    this.#fit.setAttribute('aria-pressed', String(isFit));
    this.#place.fit(isFit);
  }

  #click(target: HTMLElement): void {
    const button = target.closest('button');
    if (button === null || this.#scene === undefined) return;
    const { box, fold } = button.dataset;
    if (button === this.#toggle) this.#turnTable(!this.#asTable);
    else if (button === this.#fit) this.#turnFit();
    else if (button.classList.contains('close')) this.#closePanel();
    else if (fold !== undefined) this.#turn(fold);
    else if (box !== undefined) this.#open(box);
  }

  #open(id: string): void {
    this.#select(id);
    const scene = this.#scene!;
    const { kind, group, nodes } = scene.box(id)!;
    if (kind === 'group') return this.#turn(group!);
    const isOpen = this.#panel.node === nodes[0];
    this.#closePanel();
    if (isOpen) return;
    this.#panel.open(nodes[0]!, scene);
    this.#place.expand(id);
  }

  #closePanel(): void {
    this.#panel.close();
    this.#place.expand(undefined);
    this.#place.focus(this.#selected);
  }

  #turn(group: string): void {
    const scene = this.#scene!;
    scene.turn(group);
    this.#render(scene.boxOfGroup(group)?.id);
  }

  #press(event: KeyboardEvent): void {
    const scene = this.#scene;
    const { placement } = this.#place;
    const id = (event.target as HTMLElement).dataset['box'];
    if (event.key === 'Escape') {
      const box = scene?.box(this.#selected);
      if (this.#panel.node !== undefined) this.#closePanel();
      else if (box?.group !== undefined && box.kind !== 'group') this.#turn(box.group);
      else return;
    } else if (isArrow(event.key) && id !== undefined && placement !== undefined) {
      const next = neighbour(id, event.key, scene!.shown, placement);
      this.#place.focus(next);
    } else return;
    event.preventDefault();
  }

  #select(id: string | undefined): void {
    if (id === undefined || id === this.#selected) return;
    this.#place.reach(id);
    this.#selected = id;
    this.#told.select(this.#scene!.box(id)!.nodes);
  }
}

/** A button of the bar, which is pressed or not. */
function switchOf(className: string, text: string, title = ''): HTMLButtonElement {
  const button = make('button', className, text);
  button.type = 'button';
  button.title = title;
  button.setAttribute('aria-pressed', 'false');
  return button;
}
