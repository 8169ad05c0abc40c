import fs from 'node:fs';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { ConfigError } from './config-error.ts';

export interface ReadYaml {
  readonly value: unknown;
  /** The line of a setting; that of the nearest setting around it when it is missing. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** @throws ConfigError when the file cannot be read, is no YAML, or holds a key twice. */
export function readYaml(path: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const [fault] = document.errors;
  if (fault) {
    const { line } = lines.linePos(fault.pos[0]);
    const isDouble = fault.code === 'DUPLICATE_KEY';
    throw new ConfigError(`${path} line ${line} ${isDouble ? 'holds a setting a second time: remove one of the two.' : `is not YAML: ${firstSentence(fault.message)}.`}`);
  }
  return { value: document.toJS(), lineOf: (settingPath) => lineOf(document, lines, settingPath) };
}

function readText(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new ConfigError(`The configuration file ${path} cannot be read (${code}): check its permissions.`);
    throw new ConfigError(`There is no configuration file ${path}: create it, or name another one in BREAKWATER_CONFIG.`);
  }
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function firstSentence(text: string): string {
  return (text.split('\n')[0] ?? text).replace(/[.:]\s*$/, '');
}
