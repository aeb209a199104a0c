/**
 * Keeps one editor's language and its first line in step with the cell's text.
 *
 * The language is the model's mime type, which JupyterLab itself follows; so
 * the notebook, a console and a second view of a cell all agree.
 */

import { Extension } from '@codemirror/state';
import {
  Decoration,
  DecorationSet,
  PluginValue,
  ViewPlugin,
  ViewUpdate
} from '@codemirror/view';
import { ICodeCellModel } from '@jupyterlab/cells';
import { ISignal, Signal } from '@lumino/signaling';

import { isPromptCell, PROMPT_MIME_TYPE, readHeader } from './protocol';

const HEADER = Decoration.line({ class: 'jp-genai-header' });
const MAGIC = Decoration.mark({ class: 'jp-genai-magic' });
const FLAG = Decoration.mark({ class: 'jp-genai-flag' });

// What a cell's language was before it became a prompt.
const codeMimeTypes = new WeakMap<ICodeCellModel, string>();

/** Whether prompts are highlighted: one switch for every open editor. */
export class Highlighting {
  /** Emitted after the switch was turned. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get enabled(): boolean {
    return this._enabled;
  }

  set enabled(value: boolean) {
    if (value !== this._enabled) {
      this._enabled = value;
      this._changed.emit();
    }
  }

  private _enabled = true;
  private _changed = new Signal<this, void>(this);
}

/** The editor extension for the editor of one code cell. */
export function highlightPrompt(
  model: ICodeCellModel,
  highlighting: Highlighting
): Extension {
  return ViewPlugin.define(
    view => new PromptEditor(model, highlighting, view.state.doc.toString()),
    { decorations: editor => editor.decorations }
  );
}

class PromptEditor implements PluginValue {
  decorations: DecorationSet;

  constructor(
    private _model: ICodeCellModel,
    private _highlighting: Highlighting,
    text: string
  ) {
    this.decorations = this._decorate(text);
    _model.contentChanged.connect(this._chooseLanguage, this);
    _model.mimeTypeChanged.connect(this._chooseLanguage, this);
    _highlighting.changed.connect(this._chooseLanguage, this);
    this._chooseLanguage();
  }

  update(update: ViewUpdate): void {
    // A new language arrives as a reconfiguration; turning the switch brings one.
    if (update.docChanged || update.transactions.some(t => t.reconfigured)) {
      this.decorations = this._decorate(update.state.doc.toString());
    }
  }

  destroy(): void {
    Signal.disconnectReceiver(this);
  }

  private _chooseLanguage(): void {
    const { mimeType, sharedModel } = this._model;
    if (mimeType !== PROMPT_MIME_TYPE) {
      codeMimeTypes.set(this._model, mimeType);
    }
    const isPrompt =
      this._highlighting.enabled && isPromptCell(sharedModel.getSource());
    this._model.mimeType = isPrompt
      ? PROMPT_MIME_TYPE
      : (codeMimeTypes.get(this._model) ?? mimeType);
  }

  private _decorate(text: string): DecorationSet {
    const header = this._highlighting.enabled ? readHeader(text) : null;
    if (header === null) {
      return Decoration.none;
    }
    const { magic, flags } = header;
    const lineStart = text.lastIndexOf('\n', magic.from) + 1;
    return Decoration.set([
      HEADER.range(lineStart),
      MAGIC.range(magic.from, magic.to),
      ...flags.map(flag => FLAG.range(flag.from, flag.to))
    ]);
  }
}
