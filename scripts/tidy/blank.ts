/** Keywords after which a slash begins a regular expression and not a division. */
const beforePattern = /(?:^|[=(,:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|throw))\s*$/;

const blankOf = (text: string): string => text.replace(/[^\n]/g, ' ');

/**
 * Replaces comments, and the insides of strings and regular expressions when STRINGS is true, by blanks of the same length, so that rules look at code and
 * lines keep their numbers. Code inside `${…}` of a template is kept.
 */
export function blank(text: string, strings: boolean): string {
  let out = '';
  const depths: number[] = []; // open templates, by the number of braces open inside `${`
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`|\$\{|[{}]|\//g;
  let at = 0;
  let inTemplate = false;
  while (at < text.length) {
    if (inTemplate) {
      const end = /`|\$\{/g;
      end.lastIndex = skipEscapes(text, at, end);
      const stop = end.lastIndex;
      const found = text.slice(stop, stop + 2) === '${' ? '${' : '`';
      out += strings ? blankOf(text.slice(at, stop)) : text.slice(at, stop);
      out += found;
      at = stop + found.length;
      inTemplate = false;
      if (found === '${') depths.push(0);
      continue;
    }
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return out + text.slice(at);
    out += text.slice(at, match.index);
    let part = match[0];
    at = match.index + part.length;
    if (part.startsWith('//') || part.startsWith('/*')) out += blankOf(part);
    else if (part.startsWith("'") || part.startsWith('"')) out += strings ? part[0] + blankOf(part.slice(1, -1)) + part[0] : part;
    else if (part === '`') {
      inTemplate = true;
      out += part;
    } else if (part === '/' && beforePattern.test(out)) {
      part += /^(?:\[(?:[^\]\\\n]|\\.)*\]|[^/\\[\n]|\\.)*\/?/.exec(text.slice(at))?.[0] ?? '';
      at = match.index + part.length;
      out += strings ? `/${blankOf(part.slice(1))}` : part;
    } else {
      const depth = depths.at(-1);
      if (depth !== undefined && part === '{') depths[depths.length - 1] = depth + 1;
      if (depth !== undefined && part === '}') {
        if (depth === 0) {
          depths.pop();
          inTemplate = true;
        } else depths[depths.length - 1] = depth - 1;
      }
      out += part;
    }
  }
  return out;
}

/** The index at which the template's text stops: the next back-tick or `${` that is not escaped, or the end. */
function skipEscapes(text: string, from: number, end: RegExp): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '`' || text.startsWith('${', at)) return at;
  }
  end.lastIndex = text.length;
  return text.length;
}
