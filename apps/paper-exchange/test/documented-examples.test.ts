import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPaperExchange, startPaperExchange } from '../src/server.ts';

const document = readFileSync(new URL('../../../docs/paper-exchange.md', import.meta.url), 'utf8');
/** Where the examples find the clients that they import. */
const folder = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

let paper: RunningPaperExchange;
beforeAll(async () => {
  paper = await startPaperExchange({ apiKey: 'k', apiSecret: 's' });
});
afterAll(() => paper.stop());

/** The examples in a language, for this exchange instead of the one at the documented port. */
function readExamples(language: string): string[] {
  return [...document.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, code]) => code!.replaceAll('http://127.0.0.1:8080', paper.url).replaceAll('localhost:8080', new URL(paper.url).host));
}

describe('the examples of the document', () => {
  test('in JavaScript run as they are written', async () => {
    const outputs: string[] = [];
    for (const code of readExamples('js')) outputs.push((await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder })).stdout.trim());
    expect(outputs).toEqual(['closed open', 'FILLED 40000', 'OK OK 20000 0.0003', 'buy 1', 'ORDER_TRADE_UPDATE']);
  });

  test('of the shell run as they are written', async () => {
    const scripts = readExamples('sh').filter((code) => !code.includes('npx '));
    const outputs: string[] = [];
    for (const code of scripts) outputs.push((await run('sh', ['-ec', code])).stdout);
    expect(outputs).toEqual([expect.stringMatching(/"status":"FILLED".*"markPrice":"0\.0003544/s), expect.stringContaining('"kind":"drop-reply"'), expect.stringContaining('"kind":"drop-event"')]);
  });
});
