import { blank } from './blank.ts';
import { isCode, isTest, isTidy, type Rule, type SourceFile } from './rule.ts';

const linesMax = 300;
const promisesMax = 12;

/** Makes a rule from patterns that must not match code (comments and strings are not code). */
function forbid(name: string, appliesTo: (path: string) => boolean, patterns: readonly RegExp[]): Rule {
  return { name, appliesTo: (path) => isCode(path) && !isTidy(path) && appliesTo(path), findings: ({ text }) => find(blank(text, true), patterns) };
}

function find(code: string, patterns: readonly RegExp[]): string[] {
  return patterns.flatMap((pattern) =>
    [...code.matchAll(new RegExp(pattern, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`))].map(
      (match) => `line ${code.slice(0, match.index).split('\n').length} has "${match[0].trim()}"`,
    ),
  );
}

const isPure = (path: string): boolean => /^libs\/(core|paper)\/src\//.test(path) && !isTest(path);
const readsEnvironment = (path: string): boolean => /^(libs\/config|libs\/testing|scripts)\//.test(path) || !path.includes('/');
const money = '(?:price|quantity|qty|px|notional|pnl|fee|amount|margin|balance)';

export const codeRules: readonly Rule[] = [
  forbid('core and paper are pure', isPure, [/\bDate\.now\b/, /\bnew Date\(\s*\)/, /\bMath\.random\b/, /\bawait\b/, /\basync\b/, /\bprocess\./, /\b(?:setTimeout|setInterval|setImmediate)\b/, /\bperformance\./]),
  forbid('only config reads the environment', (path) => !readsEnvironment(path), [/\bprocess\.env\b/, /\bloadEnvFile\b/]),
  forbid('tests use no mocks', isTest, [/\bvi\.(?:mock|doMock|hoisted|stubGlobal)\b/]),
  forbid('every test runs, once', isTest, [/\b(?:describe|it|test)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo|fails)\b/, /\bretry:\s*[1-9]/, /\b(?:test|it)\.retry\b/]),
  forbid('tests wait for facts, not for time', (path) => /\.test\.ts$/.test(path), [/\bawait (?:delay|sleep|wait|pause|setTimeout)\(/, /\bawait new Promise\([^\n]*setTimeout/]),
  forbid('no enum', () => true, [/^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s/m]),
  forbid('no float holds money', (path) => !/^scripts\/tidy/.test(path), [/\bparseFloat\s*\(/, new RegExp(`\\bNumber\\([^()]*${money}\\w*\\)`, 'i'), new RegExp(`${money}\\w*\\.toNumber\\(`, 'i')]),
  forbid('only scripts and the command line print', (path) => !/^(scripts|apps\/cli)\//.test(path), [/\bconsole\.\w+/]),
  { name: `a file has at most ${linesMax} lines`, appliesTo: isCode, findings: ({ text }) => tooLong(text) },
  { name: 'every promise named exists', appliesTo: isWritten, findings: findUnknownPromises },
  { name: 'nothing is left for later', appliesTo: isWritten, findings: ({ text }) => find(text, [/\b(?:TODO|FIXME|XXX|HACK)\b/]) },
  { name: 'names say what is inside', appliesTo: () => true, findings: ({ path }) => findDrawers(path) },
  { name: 'file names are kebab-case', appliesTo: isCode, findings: ({ path }) => (/(?:^|\/)[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z-]+)*\.m?[tj]s$/.test(path) ? [] : ['is not kebab-case']) },
];

function isWritten(path: string): boolean {
  return !isTidy(path) && /\.(ts|mjs|sql|prisma|md|ya?ml)$/.test(path);
}

function tooLong(text: string): string[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return lines > linesMax ? [`has ${lines} lines`] : [];
}

function findUnknownPromises({ text }: SourceFile): string[] {
  const named = [...text.matchAll(/(?<![\w-])I(\d+)\b/g)].map(([, number]) => Number(number));
  return named.filter((number) => number < 1 || number > promisesMax).map((number) => `names I${number}`);
}

/** A drawer fills: a file or folder with such a name says nothing about what belongs in it. */
function findDrawers(path: string): string[] {
  const drawers = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'managers', 'service', 'services', 'common', 'misc', 'types', 'models']);
  return path.split('/').flatMap((part) => (part.split(/[.-]/).some((word) => drawers.has(word.toLowerCase())) ? [`is called "${part}"`] : []));
}
