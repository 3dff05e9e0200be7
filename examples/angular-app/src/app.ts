import { Component, signal } from '@angular/core';
import { Training } from './training.ts';

@Component({
  selector: 'app-root',
  imports: [Training],
  template: `
    <main>
      <h1>Inside or outside</h1>
      <button (click)="open.set(!open())">{{ open() ? 'Close' : 'Open' }}</button>
      @if (open()) {
        <app-training />
      }
    </main>
  `,
})
export class App {
  readonly open = signal(true);
}
