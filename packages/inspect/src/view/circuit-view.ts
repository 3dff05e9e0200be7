import type { Node } from '@thalweg/graph';
import { make } from '../draw/make.ts';
import type { ConnectView } from '../draw/node-view.ts';
import type { Drawing, Movement } from '../motion/movement.ts';
import type { CircuitWire, Travel } from '../scene/circuit-element.ts';
import { isRevealed, type Revealed } from '../scene/revealed.ts';
import { Scene, type Settings } from '../scene/scene.ts';
import { type ErrorListener, viewSubscription, Watcher } from '../watch/watcher.ts';
import { ErrorMessage, PanelContainer, PictureContainer } from './containers.ts';
import { isArrow, neighbour } from '../layout/layouts.ts';

/** The content of the element’s shadow root: a tool bar, the picture or table, and the panel of a node. */
export class CircuitView {
  readonly #callbacks: ViewCallbacks;
  readonly #watcher: Watcher;
  readonly #message = new ErrorMessage();
  readonly #picture: PictureContainer;
  readonly #panel: PanelContainer;
  #movement: Movement | undefined = undefined;
  /** The number of motions that were asked for. */
  #started = 0;
  #isInView = true;
  readonly #tableButton = toggleButton('toggle', 'Table');
  readonly #fitButton = toggleButton('fit', 'Fit', 'Fit the whole picture into its place', true);
  #scene: Scene | undefined = undefined;
  #selected: string | undefined = undefined;
  /** The node that the page marks as current. */
  #current: Node | undefined = undefined;
  /** The node whose panel the page opens. */
  #opened: Node | undefined = undefined;
  #revealed: Revealed | undefined = undefined;
  /** True if the page asks for a picture that fits; the visitor may choose otherwise. */
  #isToFit = true;
  #asTable = false;

  constructor(root: ShadowRoot, callbacks: ViewCallbacks) {
    this.#callbacks = callbacks;
    this.#watcher = new Watcher(callbacks.draw);
    const onError: ErrorListener = (element, error) => this.#message.set(element, error);
    const connect: ConnectView = (element, node, view, about) => {
      const isShown = (): boolean => isRevealed(this.#revealed, view.role, about);
      this.#watcher.add(element, viewSubscription(node, view, onError, isShown));
    };
    this.#picture = new PictureContainer(connect, () => {
      this.#movement?.stop();
      this.#watcher.clear();
    });
    this.#panel = new PanelContainer(connect, element => this.#watcher.remove(element));
    root.append(
      make('div', 'bar', this.#fitButton, this.#tableButton),
      this.#message.element,
      this.#picture.element,
      this.#panel.element,
    );
    root.addEventListener('click', event => this.#click(event.target as HTMLElement));
    root.addEventListener('keydown', event => this.#press(event as KeyboardEvent));
    root.addEventListener('focusin', event => this.#select((event.target as HTMLElement).dataset['box']));
  }

  /** Shows a circuit, replacing the previous one. */
  show(settings: Settings): void {
    this.hide();
    this.#scene = new Scene(settings);
    if (settings.fit !== this.#isToFit) this.#fit(settings.fit);
    this.#isToFit = settings.fit;
    this.#render();
  }

  /** Restricts the shown values and gradients to some nodes, or shows all. The picture does not move. */
  reveal(revealed: Revealed | undefined): void {
    this.#revealed = revealed;
    this.#movement?.stop();
    this.#watcher.renew();
  }

  /** Marks the box of the current node, or none. */
  point(node: Node | undefined): void {
    this.#current = node;
    this.#picture.point(node && this.#scene?.boxWith(node)?.id);
  }

  /** Opens the panel of a node without moving the focus, or closes the panel. */
  describe(node: Node | undefined): void {
    this.#opened = node;
    if (this.#scene === undefined) return;
    this.#panel.close();
    if (node !== undefined) this.#panel.open(node, this.#scene);
    this.#picture.expand(node && this.#scene.boxOf(node)?.id);
  }

  /** Moves numbers along the wires to where they make the value or gradient of a node. */
  async travel(node: Node, how: Travel): Promise<void> {
    await this.#move((movement, drawing) => movement.travel(drawing, node, how));
  }

  /** Sends pulses along all wires. */
  async flow(): Promise<void> {
    await this.#move((movement, drawing) => movement.flow(drawing));
  }

  /** Allows motion, or stops it while the view is out of sight. */
  setInView(isInView: boolean): void {
    this.#isInView = isInView;
    if (!isInView) this.#movement?.stop();
  }

  /** Moves something over the picture, unless that is out of sight, or a table or nothing is shown. */
  async #move(start: (movement: Movement, drawing: Drawing) => Promise<void>): Promise<void> {
    const started = ++this.#started;
    const { Movement } = await import('../motion/movement.ts');
    // The first code may arrive after that of a later call.
    if (started !== this.#started) return;
    this.#movement ??= new Movement();
    const [scene, { picture }] = [this.#scene, this.#picture];
    if (!this.#isInView || scene === undefined || picture === undefined) return;
    await start(this.#movement, { scene, picture });
  }

  /** Shows nothing and drops all subscriptions. */
  hide(): void {
    this.#panel.close();
    this.#picture.clear();
    this.#message.clear();
    this.#scene = this.#selected = undefined;
  }

  /** Renders everything again, then focuses the box `focused` if it is given. */
  #render(focused?: string): void {
    const scene = this.#scene!;
    const node = this.#panel.node ?? this.#opened;
    this.#panel.close();
    this.#message.clear();
    const reopen = (): void => {
      if (node === undefined) return;
      this.#panel.open(node, scene);
      this.#picture.expand(scene.boxOf(node)?.id);
    };
    if (this.#asTable) {
      this.#picture.table(scene);
      return reopen();
    }
    this.#picture.arrange(scene).then(
      isArranged => {
        if (!isArranged) return;
        reopen();
        const id = focused ?? this.#selected ?? scene.shown.boxes[0]?.id;
        this.#picture.setTabStop(id);
        this.point(this.#current);
        if (focused !== undefined) this.#picture.focus(focused);
      },
      (error: unknown) => {
        // Without the layout library no picture can be drawn; the table shows the same data.
        this.#setTable(true);
        this.#message.set(this, error);
      },
    );
  }

  #setTable(asTable: boolean): void {
    this.#asTable = asTable;
    this.#tableButton.setAttribute('aria-pressed', String(asTable));
    this.#fitButton.hidden = asTable;
    this.#render();
  }

  #fit(isFit: boolean): void {
    this.#fitButton.setAttribute('aria-pressed', String(isFit));
    this.#picture.fit(isFit);
  }

  #click(target: HTMLElement): void {
    const button = target.closest('button');
    if (this.#scene === undefined) return;
    if (button === null) return this.#chooseWire(target.closest<HTMLElement>('[data-wire]')?.dataset['wire']);
    const { box, fold } = button.dataset;
    if (button === this.#tableButton) this.#setTable(!this.#asTable);
    else if (button === this.#fitButton) this.#fit(button.getAttribute('aria-pressed') !== 'true');
    else if (button.classList.contains('close')) this.#closePanel();
    else if (fold !== undefined) this.#toggleGroup(fold);
    else if (box !== undefined) this.#open(box);
  }

  #chooseWire(id: string | undefined): void {
    const wire = this.#scene!.shown.wires.find(one => one.id === id);
    if (wire !== undefined) this.#callbacks.wire({ node: wire.node, consumers: wire.uses.map(use => use.consumer) });
  }

  #open(id: string): void {
    this.#select(id);
    const scene = this.#scene!;
    const { kind, group, nodes } = scene.box(id)!;
    if (kind === 'group') return this.#toggleGroup(group!);
    const isOpen = this.#panel.node === nodes[0];
    this.#closePanel();
    if (isOpen) return;
    this.#panel.open(nodes[0]!, scene);
    this.#picture.expand(id);
  }

  #closePanel(): void {
    this.#panel.close();
    this.#picture.expand(undefined);
    this.#picture.focus(this.#selected);
  }

  #toggleGroup(group: string): void {
    const scene = this.#scene!;
    scene.toggle(group);
    this.#render(scene.boxOfGroup(group)?.id);
  }

  #press(event: KeyboardEvent): void {
    const scene = this.#scene;
    const { layout } = this.#picture;
    const id = (event.target as HTMLElement).dataset['box'];
    if (event.key === 'Escape') {
      const box = scene?.box(this.#selected);
      if (this.#panel.node !== undefined) this.#closePanel();
      else if (box?.group !== undefined && box.kind !== 'group') this.#toggleGroup(box.group);
      else return;
    } else if (isArrow(event.key) && id !== undefined && layout !== undefined) {
      const next = neighbour(id, event.key, scene!.shown, layout);
      this.#picture.focus(next);
    } else return;
    event.preventDefault();
  }

  #select(id: string | undefined): void {
    if (id === undefined || id === this.#selected) return;
    this.#picture.setTabStop(id);
    this.#selected = id;
    this.#callbacks.select(this.#scene!.box(id)!.nodes);
  }
}

/** Creates a toggle button of the tool bar. */
function toggleButton(className: string, text: string, title = '', isPressed = false): HTMLButtonElement {
  const button = make('button', className, text);
  button.type = 'button';
  button.title = title;
  button.setAttribute('aria-pressed', `${isPressed}`);
  return button;
}

/** Callbacks through which a view notifies its element. */
interface ViewCallbacks {
  /** Called when a box is selected. */
  readonly select: (nodes: readonly Node[]) => void;
  /** Called when a wire is clicked. */
  readonly wire: (wire: CircuitWire) => void;
  /** Called after each frame in which values were drawn. */
  readonly draw: () => void;
}
