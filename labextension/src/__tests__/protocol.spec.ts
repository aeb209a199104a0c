import { describe, expect, it } from 'vitest';

import { isPromptCell, readHeader } from '../protocol';

describe('isPromptCell', () => {
  it.each([
    ['alone', '%%genai'],
    ['with a body', '%%genai\nWhy is the sky blue?'],
    ['with flags', '%%genai --temperature 0.7\nWhy?'],
    ['after blank lines', '\n  \n%%genai\nWhy?'],
    ['indented', '  %%genai\n  Why?'],
    ['with trailing blanks', '%%genai \t\nWhy?'],
    ['with Windows line ends', '%%genai\r\nWhy?']
  ])('knows a prompt %s', (_, source) => {
    expect(isPromptCell(source)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['Python', 'print("%%genai")'],
    ['the line magic', '%genai Why?'],
    ['the panel', '%genai_chat'],
    ['a longer name', '%%genai_chat\nWhy?'],
    ['a dashed name', '%%genai-next\nWhy?'],
    ['the question for help', '%%genai?'],
    ['a tab inside the name', '%%genai\t--fresh\nWhy?'],
    ['the magic in the second line', '# Ask\n%%genai\nWhy?'],
    ['another magic', '%%timeit\n%%genai']
  ])('leaves alone %s', (_, source) => {
    expect(isPromptCell(source)).toBe(false);
  });
});

describe('readHeader', () => {
  const parts = (source: string) => {
    const header = readHeader(source);
    return (
      header &&
      [header.magic, ...header.flags].map(({ from, to }) =>
        source.slice(from, to)
      )
    );
  };

  it.each([
    ['no flags', '%%genai\n--this is text', ['%%genai']],
    [
      'long and short flags',
      '%%genai --top-p 0.9 -t 1',
      ['%%genai', '--top-p', '-t']
    ],
    ['a flag with its value', '%%genai --stop=END', ['%%genai', '--stop']],
    ['negative numbers', '%%genai -t -1', ['%%genai', '-t']],
    [
      'dashes inside quotes',
      '%%genai --system "be -very --terse" --fresh',
      ['%%genai', '--system', '--fresh']
    ],
    [
      'an open quote',
      "%%genai --system 'be --raw and",
      ['%%genai', '--system']
    ],
    ['a header further down', '\n  %%genai -t 1\nWhy?', ['%%genai', '-t']]
  ])('finds the magic and the flags: %s', (_, source, expected) => {
    expect(parts(source)).toEqual(expected);
  });

  it('finds nothing in Python', () => {
    expect(readHeader('1 + 1')).toBeNull();
  });
});
