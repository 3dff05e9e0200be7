import type { Fitting, Resize, SizeChange } from './fitting.ts';
import type { Resized, RestoreReport } from './restore-report.ts';
import type { StateError } from './state-error.ts';

/** The differences that a restore allows. */
export interface Allowed {
  readonly missing: 'error' | 'initial';
  readonly extra: 'error' | 'drop';
  readonly resize: Resize;
}

/** The notes of a restore, which become its report. */
export class Notes implements RestoreReport {
  readonly restored: string[] = [];
  readonly initialized: string[] = [];
  readonly dropped: string[] = [];
  readonly resized: Resized[] = [];

  toString(): string {
    const sizes = this.resized.map(
      ({ name, from, to, lost }) => `${name} from ${from} to ${to}${lost === undefined ? '' : ` without ${lost}`}`,
    );
    const { restored, initialized, dropped } = this;
    return Object.entries({ restored, initialized, dropped, resized: sizes })
      .filter(([, names]) => names.length > 0)
      .map(([kind, names]) => `${kind} (${names.length}): ${names.join(', ')}`)
      .join('\n');
  }
}

const NOTHING_ALLOWED: Allowed = { missing: 'error', extra: 'error', resize: 'error' };

/** Notes what parts report, under names that begin with a prefix. By default it allows no difference. */
export class NotedFitting implements Fitting {
  readonly notes: Notes;
  readonly #allowed: Allowed;
  readonly #prefix: string;

  constructor(allowed: Allowed = NOTHING_ALLOWED, notes: Notes = new Notes(), prefix = '') {
    this.#allowed = allowed;
    this.notes = notes;
    this.#prefix = prefix;
  }

  get resize(): Resize {
    return this.#allowed.resize;
  }

  restored(name: string): void {
    this.notes.restored.push(this.#prefix + name);
  }

  initialized(name: string, refusal: () => StateError): void {
    if (this.#allowed.missing === 'error') throw refusal();
    this.notes.initialized.push(this.#prefix + name);
  }

  dropped(name: string, refusal: () => StateError): void {
    if (this.#allowed.extra === 'error') throw refusal();
    this.notes.dropped.push(this.#prefix + name);
  }

  resized(name: string, change: SizeChange, refusal: () => StateError): void {
    if (this.resize === 'error' || (this.resize === 'lossless' && change.lost !== undefined)) throw refusal();
    this.notes.resized.push({ name: this.#prefix + name, ...change });
  }

  within(part: string): NotedFitting {
    return new NotedFitting(this.#allowed, this.notes, `${this.#prefix}${part}/`);
  }
}
