/** One file as the rules see it. */
export interface SourceFile {
  /** From the root of the clone, with forward slashes. */
  path: string;
  text: string;
}

/** One house rule. `findings` says what is wrong with a file, each in a few words; an empty list is obedience. */
export interface Rule {
  name: string;
  appliesTo(path: string): boolean;
  findings(file: SourceFile): string[];
}

/** Checks files against a rule and returns the sentences for its breaches. */
export function checkFiles(rule: Rule, files: readonly SourceFile[]): string[] {
  return files.filter(({ path }) => rule.appliesTo(path)).flatMap((file) => rule.findings(file).map((finding) => `${file.path}: ${finding} (${rule.name})`));
}

/** Whether PATH is program text that people wrote. */
export const isCode = (path: string): boolean => /\.(ts|mts|mjs)$/.test(path);

/** Whether PATH belongs to tests, or to what only tests use. */
export const isTest = (path: string): boolean => /\.test\.ts$|^(apps|libs)\/[^/]+\/test\/|^tests\/|^libs\/testing\/|^scripts\/test\//.test(path);

/** The rules' own folder names what it forbids, and is exempt from being read by the rules on text. */
export const isTidy = (path: string): boolean => path.startsWith('scripts/tidy');
