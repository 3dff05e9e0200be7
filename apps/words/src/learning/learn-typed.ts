import { argmax, cast, equal, input, mean, type Node, type Runner } from '@thalweg/graph';
import { adam, clipByGlobalNorm } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { train } from '@thalweg/train';
import { concatMap, connect, map, pipe, zip, type Observable } from 'rxjs';
import { type Alphabet, type TypedPiece, typedPieces } from '../data/alphabet.ts';
import { characterLosses, type CharacterModel } from '../models/character-model.ts';

/** A typed line, as the model predicted it before it learned it. */
export interface TypedLine {
  /** The number of the line, from 1; a piece of a long line has its own. */
  readonly line: number;
  /** Its text in the characters of the novel, with a space for the end of the line. */
  readonly text: string;
  /** The bits per character of the prediction. */
  readonly bits: number;
  /** The share of characters that the model took for the likeliest. */
  readonly guessed: number;
}

/** Options of {@link learnTyped}. */
export interface LearnTypedOptions {
  readonly learningRate: number;
  readonly runner: Runner | undefined;
}

/**
 * Returns the online learning of a model from typed lines. Each line is one step: the model predicts its characters, then learns
 * them. Its memory goes on from line to line.
 */
export function learnTyped(alphabet: Alphabet, model: CharacterModel, { learningRate, runner }: LearnTypedOptions) {
  const [letters, next] = ['letters', 'next'].map(name => input(name, [1, 'time'], 'int32') as Node) as [Node, Node];
  const logits = model.goingOn(letters);
  const loss = mean(characterLosses(logits, next)) as Node<readonly []>;
  const guessed = mean(cast(equal(argmax(logits), next) as Node, 'float32')) as Node<readonly []>;
  const optimizer = pipe(clipByGlobalNorm(1), adam({ learningRate }));
  const learn = train(loss, optimizer, { runner, metrics: { guessed } });

  const lines$ = (typed$: Observable<string>): Observable<TypedLine> =>
    typed$.pipe(
      concatMap(line => typedPieces(line, alphabet)),
      connect(pieces$ => zip(pieces$, pieces$.pipe(map(recordOf), learn))),
      map(([{ next }, { step, loss: nats, metrics }]) => ({
        line: step,
        text: alphabet.textOf(next),
        bits: nats / Math.LN2,
        guessed: metrics.guessed,
      })),
    );
  return { learn, lines$ };
}

function recordOf({ letters, next }: TypedPiece): object {
  const row = (codes: Int32Array) => tensor(codes, { shape: [1, codes.length] });
  return { letters: row(letters), next: row(next) };
}
