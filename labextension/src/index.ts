/** The plugins of the extension; JupyterLab reads this list. */

import { promptCells } from './prompt-cells';

export default [promptCells];
