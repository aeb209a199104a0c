/** What JupyterLab and the kernel side agree on: how a prompt cell is written. */

/** The editor language of a prompt: Markdown as notebooks write it. */
export const PROMPT_MIME_TYPE = 'text/x-ipythongfm';

/** A stretch of the cell's text, as character offsets; `to` is not included. */
export interface ISpan {
  readonly from: number;
  readonly to: number;
}

/** Where the parts of a prompt cell's first line are. */
export interface IPromptHeader {
  readonly magic: ISpan;
  readonly flags: readonly ISpan[];
}

// As IPython reads it: blank lines and indentation before a cell magic do not
// count, and its name ends at a blank or at the end of the line. So neither
// `%%genai_chat` nor the question `%%genai?` is a prompt.
const HEADER = /^(\s*)(%%genai)(?= |[^\S\n]*(?:\n|$))([^\n]*)/;

// A word as a shell splits it: quotes keep blanks together, and one that is
// still open, as while typing, runs to the end.
const WORD = /(?:"(?:\\.|[^"\\])*"?|'[^']*'?|[^\s"'])+/g;

const FLAG = /^--?[A-Za-z][\w-]*/;

/** The parts of the line that makes *source* a prompt; null when it is not one. */
export function readHeader(source: string): IPromptHeader | null {
  const match = HEADER.exec(source);
  if (match === null) {
    return null;
  }
  const [, blank, name, options] = match;
  const magic = { from: blank.length, to: blank.length + name.length };
  return { magic, flags: findFlags(options, magic.to) };
}

/** Whether a cell is meant for the model rather than for Python. */
export function isPromptCell(source: string): boolean {
  return HEADER.test(source);
}

function findFlags(options: string, offset: number): ISpan[] {
  return [...options.matchAll(WORD)].flatMap(word => {
    const flag = FLAG.exec(word[0]);
    const from = offset + word.index;
    return flag === null ? [] : [{ from, to: from + flag[0].length }];
  });
}
