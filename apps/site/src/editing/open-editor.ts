import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { typescriptLanguage } from '@codemirror/lang-javascript';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The colours of code, which the style of the site defines for light and dark. */
const colours = /* @__PURE__ */ HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--code-comment)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--code-function)' },
]);

/** An editor in a page. */
export interface Editor {
  readonly text: () => string;
  readonly set: (text: string) => void;
  readonly focus: () => void;
  readonly close: () => void;
}

/** Opens an editor with a text in `place`. Ctrl+Enter or ⌘+Enter calls `run`; Tab leaves the editor. */
export function openEditor(place: HTMLElement, text: string, run: () => void): Editor {
  const runKey = { key: 'Mod-Enter', run: () => (run(), true) };
  const view = new EditorView({
    doc: text,
    parent: place,
    extensions: [
      keymap.of([runKey, ...historyKeymap, ...defaultKeymap]),
      history(),
      lineNumbers(),
      typescriptLanguage,
      indentUnit.of('  '),
      syntaxHighlighting(colours),
      EditorView.contentAttributes.of({ 'aria-label': 'Code of the block' }),
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    set: next => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}
