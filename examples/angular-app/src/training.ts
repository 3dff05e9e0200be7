import { DecimalPipe } from '@angular/common';
import { Component, signal } from '@angular/core';
import { nodeSignal, trainingSignal } from 'thalweg/angular';
import { ring } from './ring.ts';

/** Shows a training while it is there, and what the network says about a place. */
@Component({
  selector: 'app-training',
  imports: [DecimalPipe],
  template: `
    <p>
      @if (training.status() === 'running') {
        <button (click)="training.pause()">Pause</button>
      } @else {
        <button (click)="training.start()">Resume</button>
      }
      {{ training.error() ?? training.status() }}, step <output>{{ training.last()?.step ?? 0 }}</output>, loss
      <output>{{ training.last()?.loss | number: '1.4-4' }}</output>
    </p>
    <label>
      x = {{ x() }}
      <input type="range" min="-1" max="1" step="0.05" [value]="x()" (input)="look($event)" />
    </label>
    <p>
      The point ({{ x() }}, 0) is inside with the probability
      <output>{{ probability().item() | number: '1.2-2' }}</output>.
    </p>
  `,
})
export class Training {
  readonly #ring = ring();
  readonly training = trainingSignal(this.#ring.steps);
  readonly probability = nodeSignal(this.#ring.probability, { frames: true });
  readonly x = signal(0);

  look({ target }: Event): void {
    this.x.set((target as HTMLInputElement).valueAsNumber);
    this.#ring.look(this.x(), 0);
  }
}
