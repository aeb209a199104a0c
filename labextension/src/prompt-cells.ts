/** The plugin that shows `%%genai` cells as Markdown, and its setting. */

import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { CodeCellModel } from '@jupyterlab/cells';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { Highlighting, highlightPrompt } from './prompt-editor';

/** Gives every editor of a code cell the highlighting of prompts. */
export const promptCells: JupyterFrontEndPlugin<void> = {
  id: 'genai-magics:prompt-cells',
  description: 'Shows %%genai cells as Markdown.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  optional: [ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    editors: IEditorExtensionRegistry,
    settings: ISettingRegistry | null
  ) => {
    const highlighting = new Highlighting();
    editors.addExtension({
      name: promptCells.id,
      factory: ({ model }) =>
        model instanceof CodeCellModel
          ? EditorExtensionRegistry.createImmutableExtension(
              highlightPrompt(model, highlighting)
            )
          : null
    });
    settings
      ?.load(promptCells.id)
      .then(loaded => follow(loaded, highlighting))
      .catch(reason => {
        console.error('The settings of genai-magics did not load.', reason);
      });
  }
};

function follow(
  settings: ISettingRegistry.ISettings,
  highlighting: Highlighting
): void {
  const apply = () => {
    highlighting.enabled = settings.get('highlightPrompts').composite === true;
  };
  settings.changed.connect(apply);
  apply();
}
