// Writes down which sources and which output belong together.
//
// tests/labextension/test_bundle.py reads the same files and compares, so a
// bundle that was not rebuilt, or was edited by hand, fails without Node.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  'package-lock.json',
  'package.json',
  'rspack.config.js',
  'schema',
  'src',
  'style',
  'tsconfig.json'
];
const OUTPUT = '../genai_magics/labextension';
const STAMP = 'stamp.json';

function filesUnder(path) {
  if (statSync(path).isFile()) {
    return [path];
  }
  return readdirSync(path).flatMap(name => filesUnder(`${path}/${name}`));
}

function digest(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const content = readFileSync(join(root, path));
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

const sources = SOURCES.flatMap(filesUnder).filter(
  path => !path.startsWith('src/__tests__/')
);
const output = filesUnder(OUTPUT).map(path => path.slice(OUTPUT.length + 1));
const stamp = {
  sources: digest('.', sources),
  output: digest(
    OUTPUT,
    output.filter(path => path !== STAMP)
  )
};
writeFileSync(join(OUTPUT, STAMP), `${JSON.stringify(stamp, null, 2)}\n`);
