import { add, input, mul, parameter, read, square, sub, type Node } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { map, type Observable } from 'rxjs';

/** A model whose observables components use in their templates: `{{ service.loss$ | async }}`. */
export class LineService {
  readonly hours = input('hours', []);
  readonly grade = input('grade', []);
  readonly #slope = parameter(2);
  readonly #offset = parameter(1);
  readonly prediction: Node<readonly []> = add(mul(this.hours, this.#slope), this.#offset);
  readonly loss: Node<readonly []> = square(sub(this.prediction, this.grade));
  readonly loss$: Observable<number> = this.loss.pipe(map(loss => loss.item()));
  readonly #learn = step(this.loss, sgd({ learningRate: 0.1 }));

  /** Takes one training step on the current inputs. */
  learn(): void {
    this.#learn({ hours: read(this.hours), grade: read(this.grade) });
  }
}
