import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { countGitFiles, listFiles } from './check/list-files.ts';
import { repositoryFolder } from './check/repository-folder.ts';
import { codeRules } from './tidy/code-rules.ts';
import { makeDocumentRule, withFolders } from './tidy/document-rule.ts';
import { importRule } from './tidy/import-rules.ts';
import { plants } from './tidy/planted.ts';
import { checkFiles, isCode, type Rule } from './tidy/rule.ts';

const paths = listFiles();
const isText = /\.(ts|mts|mjs|js|sql|prisma|md|ya?ml|json)$/;
const files = paths.filter((file) => isText.test(file)).map((file) => ({ path: file, text: fs.readFileSync(path.join(repositoryFolder, file), 'utf8') }));
const rules: readonly Rule[] = [importRule, ...codeRules, makeDocumentRule(withFolders(paths))];

describe('the house rules', () => {
  test('are read against at least as many files as Git knows', () => {
    expect(paths.length).toBeGreaterThanOrEqual(countGitFiles() ?? 100);
    expect(files.filter((file) => isCode(file.path)).length).toBeGreaterThan(50);
  });

  test.each(rules)('hold: $name', (rule) => {
    expect(checkFiles(rule, files)).toEqual([]);
  });

  test.each(plants)('bite: $rule › $bad', ({ rule: name, path: file, bad, good, goodPath }) => {
    const rule = rules.find((one) => one.name === name);
    if (rule === undefined) throw new Error(`no rule is called "${name}"`);
    expect(checkFiles(rule, [{ path: file, text: bad }])).not.toEqual([]);
    expect(checkFiles(rule, [{ path: goodPath ?? file, text: good }])).toEqual([]);
  });

  test('are each proven to bite', () => {
    expect(rules.map(({ name }) => name).filter((name) => plants.every((plant) => plant.rule !== name))).toEqual([]);
  });
});
