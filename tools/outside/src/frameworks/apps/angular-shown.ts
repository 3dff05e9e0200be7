import { Component } from '@angular/core';
import { nodeSignal, trainingSignal } from '@thalweg/angular';
import { diamond, meanOf } from './circuit.ts';

/** What the component shows, and how many times its training began. */
export const shown = { circuit: diamond(), model: meanOf(20), starts: 0 };

@Component({
  selector: 'app-shown',
  template: `<b>{{ value().item() }}</b
    ><i>{{ sampled().item() }}</i>
    <p>{{ training.status() }} {{ training.last()?.step }}</p>`,
})
export class Shown {
  readonly value = nodeSignal(shown.circuit.f);
  readonly sampled = nodeSignal(shown.circuit.f, { frames: true });
  readonly training = trainingSignal(running => (shown.starts++, shown.model.steps(running)));
}
